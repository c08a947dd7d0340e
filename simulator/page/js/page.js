// The page: phones side by side, who is on them, and the drawer of the wire.

import { el } from "./dom.js";
import { GroupChat, askForGroup } from "./groups.js";
import { icon } from "./icons.js";
import { openPanel } from "./panel.js";
import { PeopleTabs } from "./people.js";
import { Phone } from "./phone.js";
import { field, form, Sheet } from "./sheet.js";
import { server, ServerError } from "./server.js";
import { WireDrawer } from "./wire.js";
import { language, t } from "./words.js";

export class Page {
  // `drafts` are words begun on a former page, by person; `speakOther` begins the page in another language.
  constructor(store, drafts, speakOther) {
    Object.assign(this, { store, drafts, speakOther });
    this.phones = new Map();
    this.slots = new Map();
    this.groups = new Map();
    this.near = new IntersectionObserver(
      (entries) => entries.forEach(({ isIntersecting, target }) => isIntersecting && this.build(target)),
      { rootMargin: "800px" },
    );
    this.empty = el("p", { class: "nobody", hidden: true }, t("nobody"));
    this.wire = new WireDrawer(store);
    this.more = el("p", { class: "more-people", hidden: true });
    this.shelf = el("main", { class: "phones", id: "phones", tabindex: -1 }, this.empty, this.more);
    this.tabs = new PeopleTabs(store, (id) => this.show(id));
    this.quota = el("span", { class: "quota numbers" });
    this.line = el("span", { class: "online", role: "status" });
    this.rest = el(
      "div",
      { class: "page" },
      el("a", { class: "skip", href: "#phones" }, t("skip")),
      el("p", { class: "stand-in-banner" }, t("standIn")),
      this.header(),
      this.tabs.element,
      el("div", { class: "desk" }, this.shelf, this.wire.element),
    );
    this.sheet = new Sheet(this.rest);
    this.sheet.element.classList.add("veil-page");
    document.body.replaceChildren(this.rest, this.sheet.element);
    document.title = t("product");
  }

  header() {
    const add = el(
      "button",
      { class: "tool", type: "button", "aria-haspopup": "dialog", on: { click: () => this.askForPerson() } },
      icon("plus"),
      el("span", {}, t("addPerson")),
    );
    const other = language() === "ja" ? "en" : "ja";
    const tongue = el(
      "button",
      { class: "tool quiet-tool", type: "button", lang: other, on: { click: () => this.speakOther(other) } },
      t("otherLanguage"),
    );
    const tool = (name, words, open) =>
      el(
        "button",
        { class: "tool", type: "button", "aria-haspopup": "dialog", on: { click: open } },
        icon(name),
        el("span", {}, words),
      );
    const trials = tool("gear", t("trials"), () => openPanel(this.sheet, this.store));
    const group = tool("people", t("addGroup"), () => askForGroup(this.sheet, this.store));
    const gallery = el("a", { class: "tool quiet-tool", href: "/gallery" }, t("gallery"));
    return el(
      "header",
      { class: "top" },
      el("h1", {}, t("product")),
      this.line,
      this.quota,
      el("div", { class: "tools" }, gallery, tongue, trials, group, add, this.wire.button),
    );
  }

  // All phones as the store has them: the kept ones catch up, the gone ones leave.
  redraw() {
    for (const [id, slot] of this.slots) {
      if (this.store.people.has(id)) continue;
      slot.remove();
      this.slots.delete(id);
      this.phones.delete(id);
    }
    for (const phone of this.phones.values()) phone.catchUp();
    for (const id of this.store.people.keys()) this.makeRoom(id);
    for (const group of this.groups.values()) group.element.remove();
    this.groups.clear();
    for (const id of this.store.groups.keys()) this.groupChat(id);
    this.more.hidden = this.store.total <= this.store.people.size;
    this.more.textContent = t("morePeople", {
      shown: this.store.people.size.toLocaleString(),
      total: this.store.total.toLocaleString(),
    });
    this.shelf.append(this.more);
    this.empty.hidden = this.store.people.size > 0;
    this.tabs.redraw();
    this.redrawQuota();
    this.wire.redraw();
  }

  // A place on the desk; the phone itself is made when the place comes near, so that a whole town can be kept.
  makeRoom(id) {
    if (this.slots.has(id)) return;
    const name = el("p", { class: "slot-name" }, this.store.people.get(id).name);
    const slot = el("div", { class: "slot", id: `slot-${id}`, "data-slot": id }, name);
    this.slots.set(id, slot);
    this.shelf.append(slot);
    this.near.observe(slot);
  }

  build(slot) {
    this.near.unobserve(slot);
    const id = slot.dataset.slot;
    if (this.phones.has(id) || !this.store.people.has(id)) return;
    const phone = new Phone(this.store, id);
    this.phones.set(id, phone);
    slot.replaceChildren(phone.element);
    phone.composer.write(this.drafts.get(id) ?? "");
    phone.chat.toEnd();
  }

  // On a small screen only this phone is seen.
  show(chosen) {
    const other = !this.slots.get(chosen)?.classList.contains("chosen");
    for (const [id, slot] of this.slots) slot.classList.toggle("chosen", id === chosen);
    if (other) this.phones.get(chosen)?.chat.toEnd();
  }

  redrawQuota() {
    const { type, value, used } = this.store.quota ?? {};
    const number = (count) => Number(count ?? 0).toLocaleString();
    this.quota.textContent =
      type === "limited"
        ? t("quotaLeft", { left: number(value - used) })
        : t("quotaUsed", { used: number(used) });
  }

  redrawOnline() {
    this.line.textContent = t(this.store.online ? "connected" : "reconnecting");
    this.line.classList.toggle("lost", !this.store.online);
  }

  askForPerson() {
    const name = el("input", { type: "text", maxlength: 60, required: true, autocomplete: "off" });
    const asked = form([field(t("personName"), name)], t("add"), async () => {
      if (!name.value.trim()) return name.focus();
      try {
        const person = await server.addPerson({ name: name.value.trim(), language: language() });
        this.sheet.close();
        this.tabs.choose(person.id);
      } catch (problem) {
        if (!(problem instanceof ServerError)) throw problem;
        return problem.message;
      }
      return null;
    });
    this.sheet.open(t("addPerson"), asked, { focus: name });
  }

  // A column for each group, before the phones.
  groupChat(id) {
    if (!this.groups.has(id)) {
      const chat = new GroupChat(this.store, id);
      this.groups.set(id, chat);
      this.shelf.prepend(chat.element);
    }
    return this.groups.get(id);
  }

  hearGroup(event) {
    this.groupChat(event.group?.id ?? event.group).hear(event);
    this.empty.hidden = true;
  }

  redrawClock() {
    for (const phone of this.phones.values()) phone.head.tick();
  }

  hear({ detail }) {
    const id = typeof detail.person === "string" ? detail.person : detail.person?.id;
    const phone = this.phones.get(id);
    phone?.hear(detail);
    if (detail.type === "bubble" && detail.bubble.from === "bot") this.tabs.tellOf(id);
    if (detail.type !== "person" || !this.store.people.has(id)) return;
    this.makeRoom(id);
    this.empty.hidden = true;
    this.tabs.redraw();
  }
}
