// One phone: a person, their chat with the bot, their menu, and everything they can do.

import { Chat } from "./chat.js";
import { Composer } from "./composer.js";
import { copyText } from "./copy.js";
import { el } from "./dom.js";
import { refit } from "./flex/fit.js";
import { Head } from "./head.js";
import { RichMenu } from "./menu.js";
import { inWords } from "./messages/message.js";
import { perform } from "./perform.js";
import { pickChoice, pickPlace, pickSticker } from "./pickers.js";
import { QuickReplies } from "./quick.js";
import { server, ServerError } from "./server.js";
import { openSettings } from "./settings.js";
import { Sheet } from "./sheet.js";
import { t } from "./words.js";

const QUOTABLE = new Set(["text", "textV2", "sticker", "image", "video", "template", "flex"]);

export class Phone {
  constructor(store, id) {
    Object.assign(this, { store, id, typing: true });
    this.chat = new Chat(this);
    this.quick = new QuickReplies(this);
    this.menu = new RichMenu(this);
    this.composer = new Composer(this);
    this.head = new Head(this);
    this.told = el("div", { class: "toast", role: "status", hidden: true });
    this.content = el(
      "div",
      { class: "content" },
      this.head.parts,
      this.chat.element,
      this.quick.element,
      this.composer.element,
      this.menu.bar,
      this.menu.board,
    );
    this.sheet = new Sheet(this.content);
    const screen = el("div", { class: "screen" }, this.content, this.sheet.element, this.told);
    this.element = el(
      "section",
      { class: `phone tint-${[...store.people.keys()].indexOf(id) % 4}`, "data-person": id },
      screen,
    );
    this.typing = !this.menu.exists;
    this.settle();
    this.chat.redraw();
    this.quick.redraw();
  }

  person = () => this.store.people.get(this.id);
  bot = () => this.store.bot;
  now = () => this.store.now();

  scene(bubble) {
    return {
      pc: this.person().pc,
      bubbleId: bubble?.id,
      perform: (action) => perform(this, action, bubble?.id),
      watched: () => this.attempt(() => server.watched(this.id, bubble.id)),
    };
  }

  // After any change of the person: name, friendship, menu, letters, language, computer mode.
  settle() {
    const person = this.person();
    const had = this.had ?? {};
    this.had = { pc: person.pc, letters: person.letter_size, menu: this.menu.exists };
    if (had.menu !== undefined && had.menu !== this.menu.exists) this.typing = !this.menu.exists;
    this.element.setAttribute("aria-label", t("phoneOf", { name: person.name }));
    this.element.classList.toggle("pc", person.pc === true);
    this.element.dataset.letters = person.letter_size ?? "normal";
    this.chat.element.lang = person.language ?? "ja";
    this.head.settle();
    this.menu.redraw();
    this.settleComposer();
    if (had.pc !== undefined && had.pc !== person.pc) this.chat.redraw();
    if (had.letters !== person.letter_size) refit(this.chat.element);
    if (person.pc) this.chat.hideDots();
    this.quick.redraw();
  }

  settleComposer() {
    const person = this.person();
    this.composer.element.hidden = person.blocked || (this.menu.exists && !this.typing);
    this.composer.backToMenu.hidden = !this.menu.exists;
    this.composer.settle();
  }

  // After the whole state was read again.
  catchUp() {
    this.settle();
    this.chat.redraw();
    this.quick.redraw();
  }

  // One event from the stream that concerns this person.
  hear(event) {
    if (event.type === "bubble") {
      this.chat.add(event.bubble);
      this.head.tick();
    } else if (event.type === "removed") {
      const bubble = this.person().messages.find((one) => one.id === event.message);
      if (bubble) this.chat.replace(bubble);
    } else if (event.type === "read") {
      this.chat.markRead();
    } else if (event.type === "loading" && !this.person().pc) {
      this.chat.showDots(Number(event.seconds) || 20);
    } else if (event.type === "person") {
      this.settle();
    }
    this.quick.redraw();
  }

  // The keyboard and the menu share one place at the bottom, as in such apps.
  useKeyboard() {
    this.typing = true;
    this.menu.settle();
    this.settleComposer();
    this.composer.focus();
  }

  useMenu(open = true) {
    if (!this.menu.exists) return;
    this.typing = false;
    this.composer.toggleTray(false);
    this.menu.set(open);
    this.settleComposer();
    this.menu.toggle.focus({ preventScroll: true });
  }

  focus() {
    if (this.composer.element.hidden) this.menu.toggle.focus({ preventScroll: true });
    else this.composer.focus();
  }

  // Runs a request; false and a sentence on the screen when it failed.
  async attempt(work) {
    try {
      await work();
      return true;
    } catch (problem) {
      if (!(problem instanceof ServerError)) throw problem;
      this.toast(t("unsentFailed", { reason: problem.message }));
      return false;
    }
  }

  say = (text, quote) => this.attempt(() => server.say(this.id, text, quote));
  sendPhoto = (file) => this.attempt(() => server.photo(this.id, file));
  openStickers = () =>
    pickSticker(this.sheet, (sticker) => this.attempt(() => server.sticker(this.id, sticker)));

  openPlace() {
    pickPlace(this.sheet, async (place) => {
      if (await this.attempt(() => server.pin(this.id, place))) this.sheet.close();
      return null;
    });
  }

  openSettings() {
    openSettings(this.sheet, this.person(), async (work) =>
      (await this.attempt(work)) ? null : this.told.textContent,
    );
  }

  openMenu(bubble) {
    const choices = [["copy", t("copy"), () => this.copy(inWords(bubble.message))]];
    if (QUOTABLE.has(bubble.message?.type)) choices.unshift(["reply", t("reply"), () => this.reply(bubble)]);
    if (bubble.from === "person")
      choices.push(["undo", t("unsend"), () => this.attempt(() => server.unsend(this.id, bubble.id))]);
    pickChoice(this.sheet, t("message"), choices);
  }

  reply(bubble) {
    this.useKeyboard();
    this.composer.answer(bubble);
  }

  async copy(text) {
    this.toast(t((await copyText(text)) ? "copied" : "notCopied"));
  }

  toast(words) {
    clearTimeout(this.toastTimer);
    this.told.textContent = words;
    this.told.hidden = false;
    this.toastTimer = setTimeout(() => (this.told.hidden = true), 4000);
  }
}
