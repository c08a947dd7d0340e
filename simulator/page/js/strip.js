// A row that is swiped, scrolled with two arrows, or walked with the arrow keys.

import { calmly, el } from "./dom.js";
import { icon } from "./icons.js";
import { t } from "./words.js";

export function strip(items, label, props = {}) {
  const row = el("div", {
    class: `strip-row ${props.class ?? ""}`,
    role: "group",
    "aria-roledescription": t("carousel"),
    "aria-label": label || t("carousel"),
    tabindex: 0,
  });
  row.append(...items);
  const back = arrow("left", t("previous"), () => step(row, -1));
  const on = arrow("right", t("next"), () => step(row, 1));
  const rail = el("div", { class: "strip" }, row, back, on);
  const settle = () => {
    const room = row.scrollWidth - row.clientWidth;
    const walked = Math.abs(row.scrollLeft);
    back.hidden = walked <= 2;
    on.hidden = walked >= room - 2;
  };
  row.addEventListener("scroll", settle, { passive: true });
  row.addEventListener("keydown", (event) => {
    if (event.target !== row || !["ArrowLeft", "ArrowRight"].includes(event.key)) return;
    event.preventDefault();
    step(row, event.key === "ArrowRight" ? 1 : -1);
  });
  new ResizeObserver(settle).observe(row);
  return rail;
}

function arrow(name, label, press) {
  const button = el("button", {
    class: `strip-arrow strip-${name}`,
    type: "button",
    tabindex: -1,
    "aria-label": label,
  });
  button.append(icon(name));
  button.addEventListener("click", press);
  button.hidden = true;
  return button;
}

// To the item that begins beyond the one now at the start.
function step(row, way) {
  const items = [...row.children];
  const start =
    row.getBoundingClientRect().left + parseFloat(getComputedStyle(row).paddingInlineStart || "0");
  const places = items.map((item) => item.getBoundingClientRect().left - start);
  const target = way > 0 ? places.find((place) => place > 8) : places.findLast((place) => place < -8);
  row.scrollBy({ left: target ?? way * row.clientWidth * 0.8, behavior: calmly() ? "instant" : "smooth" });
}
