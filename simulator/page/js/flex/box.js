// Draws a Flex box: the frame, its ground, and its children in their places.

import { el, restyle } from "../dom.js";
import { tappable } from "../tap.js";
import { borderWidth, color, gradient, measure, space } from "./units.js";
import { place } from "./place.js";

const JUSTIFY = ["center", "flex-start", "flex-end", "space-between", "space-around", "space-evenly"];
const ITEMS = ["center", "flex-start", "flex-end"];
const LAYOUTS = ["horizontal", "vertical", "baseline"];

export function drawBox(box, scene, draw) {
  const layout = LAYOUTS.includes(box.layout) ? box.layout : "vertical";
  const element = el("div", { class: `fx-box fx-${layout}` });
  (Array.isArray(box.contents) ? box.contents : []).forEach((child, index) => {
    const drawn = draw(child, scene, layout);
    if (drawn) element.append(place(drawn, child, { layout, spacing: box.spacing, first: index === 0 }));
  });
  dress(element, box, layout);
  if (box.action) tappable(element, box.action, scene);
  return element;
}

function dress(element, box, layout) {
  const all = space(box.paddingAll);
  const line = borderWidth(box.borderWidth);
  const round = space(box.cornerRadius);
  const [width, height, tallest] = [measure(box.width), measure(box.height), measure(box.maxHeight)];
  restyle(element, {
    "padding-top": space(box.paddingTop) ?? all,
    "padding-bottom": space(box.paddingBottom) ?? all,
    "padding-inline-start": space(box.paddingStart) ?? all,
    "padding-inline-end": space(box.paddingEnd) ?? all,
    "background-color": color(box.backgroundColor),
    "background-image": gradient(box.background),
    "border-style": line ? "solid" : null,
    "border-width": line,
    "border-color": line ? (color(box.borderColor) ?? "#00000000") : null,
    "border-radius": round,
    width,
    height,
    "max-width": measure(box.maxWidth),
    "max-height": tallest,
    "justify-content": JUSTIFY.includes(box.justifyContent) ? box.justifyContent : null,
    "align-items": layout !== "baseline" && ITEMS.includes(box.alignItems) ? box.alignItems : null,
  });
  if (round || height || tallest) restyle(element, { overflow: "hidden" });
}
