// The rich menu: its bar, its picture and the invisible buttons over its areas.

import { el, restyle } from "./dom.js";
import { icon } from "./icons.js";
import { cover } from "./messages/templates.js";
import { picture } from "./flex/pictures.js";
import { tapElement } from "./tap.js";
import { t } from "./words.js";

export class RichMenu {
  constructor(phone) {
    this.phone = phone;
    this.open = false;
    this.toggle = el("button", {
      class: "menu-bar-toggle",
      type: "button",
      on: { click: () => this.set(!this.open) },
    });
    this.toKeyboard = el(
      "button",
      {
        class: "round",
        type: "button",
        "aria-label": t("keyboard"),
        on: { click: () => phone.useKeyboard() },
      },
      icon("keyboard"),
    );
    this.bar = el("div", { class: "menu-bar", hidden: true }, this.toKeyboard, this.toggle);
    this.board = el("div", { class: "menu-board", role: "group", hidden: true });
  }

  get exists() {
    const { menu, pc, blocked } = this.phone.person();
    return Boolean(menu) && !pc && !blocked;
  }

  // A menu met for the first time opens if it wants to; one switched to by a tab stays as the former was.
  redraw() {
    const menu = this.exists ? this.phone.person().menu : null;
    if (menu?.richMenuId === this.shown) return this.settle();
    const held = this.board.contains(document.activeElement);
    if (menu && this.shown === undefined) this.open = menu.selected === true;
    this.shown = menu?.richMenuId;
    this.board.replaceChildren();
    if (menu) {
      this.draw(menu);
      if (held) this.board.querySelector("[data-tap]")?.focus();
    }
    return this.settle();
  }

  draw(menu) {
    const { width = 2500, height = 1686 } = menu.size ?? {};
    restyle(this.board, { "aspect-ratio": `${Number(width) || 2500} / ${Number(height) || 1686}` });
    this.board.setAttribute("aria-label", String(menu.chatBarText ?? t("menu")));
    const image = picture(menu.image, "");
    image.loading = "eager";
    this.board.append(image);
    (Array.isArray(menu.areas) ? menu.areas : []).forEach((area, index) => {
      const action = area.action ?? {};
      const label = action.label ?? action.displayText ?? action.text ?? t("menuArea", { number: index + 1 });
      const press = tapElement(action, this.phone.scene(null), {
        class: "area",
        "aria-label": String(label),
      });
      this.board.append(cover(press, area.bounds, Number(width) || 2500, Number(height) || 1686));
    });
  }

  set(open) {
    this.open = open;
    this.settle();
  }

  settle() {
    const there = this.exists;
    const typing = this.phone.typing;
    const menu = this.phone.person().menu;
    this.bar.hidden = !there || typing;
    this.board.hidden = !there || typing || !this.open;
    if (!there) return;
    this.toggle.setAttribute("aria-expanded", String(this.open));
    this.toggle.replaceChildren(
      el("span", {}, String(menu.chatBarText || t("menu"))),
      icon(this.open ? "down" : "up"),
    );
  }
}
