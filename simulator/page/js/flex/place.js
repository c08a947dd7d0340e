// Gives a component its place in the box around it: weight, space before it, and offsets.

import { restyle } from "../dom.js";
import { measure, space } from "./units.js";

const OFFSETS = {
  offsetTop: "top",
  offsetBottom: "bottom",
  offsetStart: "inset-inline-start",
  offsetEnd: "inset-inline-end",
};

// `parent` is {layout, spacing, first}: what the component must know about the box it stands in.
export function place(element, component, parent) {
  const across = parent.layout !== "vertical";
  const absolute = component.position === "absolute";
  if (!absolute) {
    restyle(element, { flex: weight(component, across) });
    if (across && element.style.flexGrow !== "0") restyle(element, { "min-width": 0 });
    const before = space(component.margin) ?? (parent.first ? null : space(parent.spacing));
    restyle(element, { [across ? "margin-inline-start" : "margin-top"]: before });
  }
  restyle(element, { position: absolute ? "absolute" : "relative" });
  for (const [name, property] of Object.entries(OFFSETS)) {
    restyle(element, { [property]: space(component[name]) });
  }
  return element;
}

// Horizontal: 1 unless told, 0 keeps the natural width. Vertical: 0 unless told.
function weight(component, across) {
  if (component.type === "separator" || component.type === "icon") return "0 0 auto";
  const sized = component.type === "box" && (measure(component.width) || measure(component.height));
  const grow =
    across && sized ? 0 : bounded(component.flex ?? (across || component.type === "filler" ? 1 : 0));
  if (grow === 0) return "0 0 auto";
  return across ? `${grow} 0 0px` : `${grow} 0 auto`;
}

function bounded(grow) {
  return Number.isFinite(grow) && grow >= 0 ? Math.min(grow, 1000) : 0;
}

export const GRAVITY = { top: "flex-start", center: "center", bottom: "flex-end" };
export const ALIGN = { start: "flex-start", center: "center", end: "flex-end" };
