// The top of one phone: the clock, the bot's name, whose phone it is, and what stands between the two.

import { el } from "./dom.js";
import { botFace, icon } from "./icons.js";
import { server } from "./server.js";
import { clock } from "./time.js";
import { t } from "./words.js";

export class Head {
  constructor(phone) {
    this.phone = phone;
    this.clock = el("span", { class: "status-clock" });
    this.name = el("span", { class: "who-name" });
    this.who = el(
      "button",
      { class: "who", type: "button", "aria-haspopup": "dialog", on: { click: () => phone.openSettings() } },
      this.name,
      icon("gear"),
    );
    this.friendship = el("div", { class: "friend-bar", hidden: true });
    this.parts = [
      el(
        "div",
        { class: "status", "aria-hidden": "true" },
        this.clock,
        el("span", { class: "status-lens" }),
        el("span", { class: "status-power" }),
      ),
      el(
        "header",
        { class: "phone-head" },
        el("div", { class: "avatar" }, botFace()),
        el("h2", {}, phone.bot().displayName),
        this.who,
      ),
      this.friendship,
    ];
  }

  settle() {
    const person = this.phone.person();
    this.name.textContent = person.name;
    this.who.setAttribute("aria-label", t("settingsOf", { name: person.name }));
    this.tick();
    this.friendship.hidden = person.friend && !person.blocked;
    if (!this.friendship.hidden) this.offer(person);
  }

  tick() {
    this.clock.textContent = clock(this.phone.now());
  }

  offer(person) {
    const [words, label, verb] = person.blocked
      ? ["blockedBar", "unblock", "unblock"]
      : ["strangerBar", "addFriend", "follow"];
    const button = el("button", { type: "button" }, t(label));
    button.addEventListener("click", () => this.phone.attempt(() => server.friendship(person.id, verb)));
    this.friendship.replaceChildren(el("span", {}, t(words)), button);
  }
}
