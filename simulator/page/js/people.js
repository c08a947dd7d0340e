// The row of names over a small screen: whose phone is shown, and on whose there is something new.

import { el, hush } from "./dom.js";
import { t } from "./words.js";

export class PeopleTabs {
  // `show(id)` puts that person's phone in view; `wish` is whom somebody asked for, who may not be there yet.
  constructor(store, show) {
    Object.assign(this, { store, show, wish: null });
    this.news = new Set();
    this.element = el("div", { class: "people", role: "tablist", "aria-label": t("people") });
    this.element.addEventListener("keydown", (event) => this.walk(event));
  }

  // At most once a frame, however many people arrive at a time.
  redraw() {
    this.due ??= requestAnimationFrame(() => {
      this.due = null;
      this.draw();
    });
  }

  get chosen() {
    const { people } = this.store;
    return people.has(this.wish) ? this.wish : (people.keys().next().value ?? null);
  }

  draw() {
    const { people } = this.store;
    const held = this.element.contains(document.activeElement);
    this.element.replaceChildren(...[...people.values()].map((person) => this.tab(person)));
    const now = this.element.querySelector('[aria-selected="true"]');
    if (held) now?.focus();
    now?.scrollIntoView({ block: "nearest", inline: "nearest" });
    this.show(this.chosen);
  }

  tab(person) {
    const chosen = person.id === this.chosen;
    const news = this.news.has(person.id) && !chosen;
    const tab = el(
      "button",
      {
        class: news ? "person-tab with-news" : "person-tab",
        type: "button",
        role: "tab",
        "aria-selected": String(chosen),
        "aria-controls": `slot-${person.id}`,
        tabindex: chosen ? 0 : -1,
      },
      person.name,
      news ? hush(t("news")) : null,
    );
    tab.addEventListener("click", () => this.choose(person.id));
    return tab;
  }

  choose(id) {
    this.wish = id;
    this.news.delete(id);
    this.draw();
  }

  tellOf(id) {
    if (id === this.chosen || this.news.has(id)) return;
    this.news.add(id);
    this.redraw();
  }

  walk(event) {
    const ids = [...this.store.people.keys()];
    const at = ids.indexOf(this.chosen);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: ids.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    this.choose(ids[(to + ids.length) % ids.length]);
  }
}
