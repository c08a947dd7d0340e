// Draws a Flex button.

import { el, restyle } from "../dom.js";
import { tapElement } from "../tap.js";
import { GRAVITY } from "./place.js";
import { color, fontSize } from "./units.js";
import { shrinkToFit } from "./fit.js";

export function drawButton(button, scene) {
  const style = ["primary", "secondary"].includes(button.style) ? button.style : "link";
  const label = el("span", { class: "fx-label" }, String(button.action?.label ?? ""));
  restyle(label, { "font-size": fontSize("md", button.scaling) });
  const press = tapElement(button.action, scene, {
    class: `fx-press fx-${style} fx-${button.height === "sm" ? "low" : "tall"}`,
  });
  press.append(label);
  const chosen = color(button.color);
  restyle(press, style === "link" ? { color: chosen } : { "background-color": chosen });
  if (button.adjustMode === "shrink-to-fit") shrinkToFit(label);
  const element = el("div", { class: "fx-button" }, press);
  restyle(element, { "justify-content": GRAVITY[button.gravity] });
  return element;
}
