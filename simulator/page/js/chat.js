// The conversation on one phone: bubbles, days between them, read marks, typing dots.

import { el, hush } from "./dom.js";
import { forget } from "./flex/fit.js";
import { inWords } from "./messages/message.js";
import { avatar, drawRow, senderName } from "./row.js";
import { dayKey, dayWords } from "./time.js";
import { t } from "./words.js";

const KEPT = 300;

export class Chat {
  // `phone` answers person(), bot(), now(), scene(bubble) and openMenu(bubble).
  constructor(phone) {
    this.phone = phone;
    this.rows = new Map();
    this.list = el("ol", {
      class: "messages",
      "aria-label": t("messages", { name: phone.bot().displayName }),
    });
    this.dots = el(
      "div",
      { class: "typing", hidden: true },
      avatar(),
      el("div", { class: "bubble dots" }, hush(t("typing")), el("i"), el("i"), el("i")),
    );
    this.ear = el("div", { class: "for-ears", "aria-live": "polite", "aria-atomic": "false" });
    this.empty = el("p", { class: "chat-empty" }, t("noMessages"));
    this.element = el(
      "div",
      {
        class: "chat",
        tabindex: 0,
        role: "region",
        "aria-label": t("messages", { name: phone.bot().displayName }),
      },
      this.empty,
      this.list,
      this.dots,
      this.ear,
    );
    this.observer = new ResizeObserver(() => this.sticks && this.toEnd());
    // Also when a menu opens below: who reads the newest message goes on reading it.
    this.observer.observe(this.list);
    this.observer.observe(this.element);
    this.sticks = true;
    this.seen = 0;
    this.element.addEventListener("scroll", () => this.scrolled());
  }

  // Only scrolling back lets go of the end; a menu or a row of buttons that makes the chat shorter does not.
  scrolled() {
    const { scrollHeight, scrollTop, clientHeight } = this.element;
    if (scrollHeight - scrollTop - clientHeight < 60) this.sticks = true;
    else if (scrollTop < this.seen) this.sticks = false;
    this.seen = scrollTop;
  }

  // Everything again, without announcing or moving anything that was already there.
  redraw() {
    for (const row of this.rows.values()) forget(row);
    const [stuck, at] = [this.sticks, this.element.scrollTop];
    this.rows.clear();
    this.list.replaceChildren();
    this.lastDay = null;
    for (const bubble of this.phone.person().messages) this.append(bubble);
    this.empty.hidden = this.rows.size > 0;
    if (stuck) this.toEnd();
    else this.element.scrollTop = at;
  }

  add(bubble) {
    if (this.rows.has(bubble.id)) return this.replace(bubble);
    if (bubble.from === "bot") this.hideDots();
    const row = this.append(bubble);
    row.classList.add("arriving");
    this.empty.hidden = true;
    this.shed();
    this.announce(bubble);
    if (this.sticks || bubble.from === "person") this.toEnd();
    return row;
  }

  append(bubble) {
    const day = dayKey(bubble.at);
    if (day !== this.lastDay) {
      this.list.append(
        el("li", { class: "day" }, el("time", { datetime: day }, dayWords(bubble.at, this.phone.now()))),
      );
      this.lastDay = day;
    }
    const row = drawRow(bubble, this.phone);
    this.rows.set(bubble.id, row);
    this.list.append(row);
    return row;
  }

  // As on the stand-in's side, only the newest part of a long chat is kept.
  shed() {
    for (const [id, row] of this.rows) {
      if (this.rows.size <= KEPT) return;
      forget(row);
      row.remove();
      this.rows.delete(id);
    }
  }

  replace(bubble) {
    const old = this.rows.get(bubble.id);
    if (!old) return null;
    forget(old);
    const row = drawRow(bubble, this.phone);
    old.replaceWith(row);
    this.rows.set(bubble.id, row);
    return row;
  }

  markRead() {
    for (const bubble of this.phone.person().messages) {
      const mark = bubble.read && this.rows.get(bubble.id)?.querySelector(".read");
      if (mark) mark.hidden = false;
    }
  }

  announce(bubble) {
    const name = bubble.from === "bot" ? senderName(bubble, this.phone) : this.phone.person().name;
    this.ear.append(
      el(
        "p",
        {},
        t(bubble.from === "bot" ? "fromBot" : "fromPerson", { name, text: inWords(bubble.message) }),
      ),
    );
    while (this.ear.childElementCount > 5) this.ear.firstChild.remove();
  }

  showDots(seconds) {
    clearTimeout(this.dotsTimer);
    this.dots.hidden = false;
    this.dotsTimer = setTimeout(() => this.hideDots(), seconds * 1000);
    if (this.sticks) this.toEnd();
  }

  hideDots() {
    clearTimeout(this.dotsTimer);
    this.dots.hidden = true;
  }

  toEnd() {
    this.element.scrollTop = this.element.scrollHeight;
    this.seen = this.element.scrollTop;
    this.sticks = true;
  }
}
