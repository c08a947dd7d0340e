// Where one writes: the text field, the tray beside it, and the message being answered.

import { el } from "./dom.js";
import { icon } from "./icons.js";
import { inWords } from "./messages/message.js";
import { t } from "./words.js";

export class Composer {
  // `phone` answers say(text, quote), sendPhoto(file), and opens the place and sticker sheets.
  constructor(phone) {
    this.phone = phone;
    this.text = el("textarea", {
      rows: 1,
      maxlength: 5000,
      "aria-label": t("write"),
      placeholder: t("write"),
      enterkeyhint: "send",
    });
    this.text.addEventListener("input", () => this.settle());
    this.text.addEventListener("compositionstart", () => (this.composing = true));
    this.text.addEventListener("compositionend", () => (this.composing = false));
    this.text.addEventListener("keydown", (event) => this.key(event));
    this.sendButton = el(
      "button",
      {
        class: "round send",
        type: "button",
        "aria-label": t("send"),
        disabled: true,
        on: { click: () => this.send() },
      },
      icon("send"),
    );
    this.photo = this.fileInput({});
    this.camera = this.fileInput({ capture: "environment" });
    this.trayButton = this.tool("plus", t("more"), () => this.toggleTray());
    this.trayButton.setAttribute("aria-expanded", "false");
    this.backToMenu = this.tool("menu", t("toMenu"), () => phone.useMenu());
    this.tray = el("div", { class: "tray", role: "group", "aria-label": t("more"), hidden: true }, [
      this.trayItem("photo", t("photo"), () => this.photo.click()),
      this.trayItem("camera", t("camera"), () => this.camera.click()),
      this.trayItem("pin", t("pin"), () => phone.openPlace()),
    ]);
    this.answering = el("div", { class: "answering", hidden: true });
    const field = el(
      "div",
      { class: "field-with-sticker" },
      this.text,
      this.tool("smile", t("sticker"), () => phone.openStickers()),
    );
    this.element = el(
      "div",
      { class: "composer" },
      this.answering,
      el("div", { class: "composer-row" }, this.backToMenu, this.trayButton, field, this.sendButton),
      this.tray,
      this.photo,
      this.camera,
    );
  }

  tool(name, label, press) {
    return el(
      "button",
      { class: "round", type: "button", "aria-label": label, on: { click: press } },
      icon(name),
    );
  }

  trayItem(name, label, press) {
    return el(
      "button",
      { class: "tray-item", type: "button", on: { click: press } },
      icon(name),
      el("span", {}, label),
    );
  }

  fileInput(props) {
    const input = el("input", {
      type: "file",
      accept: "image/png,image/jpeg",
      hidden: true,
      tabindex: -1,
      "aria-hidden": "true",
      ...props,
    });
    input.addEventListener("change", () => {
      const [file] = input.files;
      input.value = "";
      if (file) this.phone.sendPhoto(file);
    });
    return input;
  }

  // Enter sends, but never while an input method is still choosing characters: 229 is what some report then.
  key(event) {
    if (
      event.key !== "Enter" ||
      event.shiftKey ||
      event.isComposing ||
      this.composing ||
      event.keyCode === 229
    )
      return;
    event.preventDefault();
    this.send();
  }

  async send() {
    const text = this.text.value.trim();
    if (!text) return;
    const quote = this.quoting?.id;
    this.write("");
    this.answer(null);
    const sent = await this.phone.say(text, quote);
    if (!sent && !this.text.value) this.write(text);
  }

  write(text) {
    this.text.value = text;
    this.settle();
  }

  settle() {
    this.sendButton.disabled = !this.text.value.trim();
    this.text.style.height = "auto";
    const needed = this.text.scrollHeight;
    // Nothing can be measured while the menu stands in the composer's place.
    this.text.style.height = needed ? `${Math.min(needed, 120)}px` : "";
  }

  answer(bubble) {
    this.quoting = bubble;
    this.answering.hidden = !bubble;
    this.answering.replaceChildren();
    if (!bubble) return;
    const words = el("span", {}, t("replyingTo", { text: inWords(bubble.message).slice(0, 60) }));
    this.answering.append(
      words,
      this.tool("close", t("cancel"), () => this.answer(null)),
    );
    this.text.focus();
  }

  toggleTray(open = this.tray.hidden) {
    this.tray.hidden = !open;
    this.trayButton.setAttribute("aria-expanded", String(open));
  }

  focus() {
    this.settle();
    this.text.focus({ preventScroll: true });
  }
}
