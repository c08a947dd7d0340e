// A sheet that rises over one phone: titled, held for the keyboard, closed by Escape, and giving focus back.

import { el } from "./dom.js";
import { icon } from "./icons.js";
import { t } from "./words.js";

let sheets = 0;

export class Sheet {
  // `screen` is the phone's content, which rests while the sheet is up.
  constructor(screen) {
    this.screen = screen;
    this.element = el("div", { class: "veil", hidden: true });
    this.element.addEventListener("pointerdown", (event) => event.target === this.element && this.close());
    this.element.addEventListener("keydown", (event) => {
      if (event.key === "Escape") {
        event.stopPropagation();
        this.close();
      }
    });
  }

  open(title, content, { focus } = {}) {
    if (this.element.hidden) this.from = document.activeElement;
    sheets += 1;
    const id = `sheet-${sheets}`;
    const shut = el(
      "button",
      { class: "round", type: "button", "aria-label": t("close"), on: { click: () => this.close() } },
      icon("close"),
    );
    const sheet = el(
      "div",
      { class: "sheet", role: "dialog", "aria-modal": "true", "aria-labelledby": id, tabindex: -1 },
      el("div", { class: "sheet-head" }, el("h2", { id }, title), shut),
      el("div", { class: "sheet-body" }, content),
    );
    this.element.replaceChildren(sheet);
    this.element.hidden = false;
    this.screen.inert = true;
    // On a touch screen a focused field would raise the keyboard over the sheet.
    const touched = matchMedia("(pointer: coarse)").matches;
    const first = focus ?? sheet.querySelector(".sheet-body :is(input, button, select)");
    ((!touched && first) || sheet).focus();
  }

  close() {
    if (this.element.hidden) return;
    this.element.hidden = true;
    this.element.replaceChildren();
    this.screen.inert = false;
    if (this.from?.isConnected) this.from.focus({ preventScroll: true });
  }
}

// A form that neither reloads the page nor sends twice.
export function form(fields, words, submit) {
  const problem = el("p", { class: "problem", role: "alert", hidden: true });
  const button = el("button", { class: "primary", type: "submit" }, words);
  const element = el("form", { class: "form", novalidate: true }, fields, problem, button);
  element.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (button.disabled) return;
    button.disabled = true;
    const trouble = await submit(element);
    button.disabled = false;
    problem.textContent = trouble ?? "";
    problem.hidden = !trouble;
  });
  return element;
}

export function field(label, input) {
  return el("label", { class: "field" }, el("span", { class: "field-label" }, label), input);
}
