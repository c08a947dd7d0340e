// Draws Flex text, with its spans, line limits and shrinking.

import { el, restyle } from "../dom.js";
import { tappable } from "../tap.js";
import { GRAVITY } from "./place.js";
import { color, fontSize, measure } from "./units.js";
import { shrinkToFit } from "./fit.js";

const WEIGHT = { regular: "400", bold: "700" };
const LINE = 1.4;

export function drawText(text, scene) {
  const words = el("div", { class: "fx-words" });
  const spans = Array.isArray(text.contents) ? text.contents.filter((span) => span?.type === "span") : [];
  if (spans.length) words.append(...spans.map((span) => drawSpan(span, text.scaling)));
  else words.append(String(text.text ?? ""));
  const shrinks = text.adjustMode === "shrink-to-fit";
  const wraps = text.wrap === true && !shrinks;
  words.classList.add(wraps ? "fx-wrap" : "fx-one-line");
  restyle(words, {
    ...lettering(text),
    "font-size": fontSize(text.size, text.scaling),
    "text-align": ["start", "end", "center"].includes(text.align) ? text.align : null,
    ...(wraps ? lines(text) : {}),
  });
  const element = el("div", { class: "fx-text" }, words);
  restyle(element, { "justify-content": GRAVITY[text.gravity] });
  if (shrinks) shrinkToFit(words);
  if (text.action) tappable(element, text.action, scene);
  return element;
}

function drawSpan(span, scaling) {
  const element = el("span", { class: "fx-span" }, String(span.text ?? ""));
  restyle(element, {
    ...lettering(span),
    "font-size": span.size === undefined ? null : fontSize(span.size, scaling),
  });
  return element;
}

function lettering(words) {
  return {
    color: color(words.color),
    "font-weight": WEIGHT[words.weight],
    "font-style": words.style === "italic" ? "italic" : words.style === "normal" ? "normal" : null,
    "text-decoration-line": ["none", "underline", "line-through"].includes(words.decoration)
      ? words.decoration
      : null,
  };
}

// Space between lines, not above the first or below the last: half of it is taken back on both sides.
function lines(text) {
  const between = measure(text.lineSpacing);
  const most = Number.isInteger(text.maxLines) && text.maxLines > 0 ? text.maxLines : null;
  return {
    "line-height": between?.endsWith("px") ? `calc(${LINE}em + ${between})` : null,
    "margin-block": between?.endsWith("px") ? `calc(${between} / -2)` : null,
    display: most ? "-webkit-box" : null,
    "-webkit-box-orient": most ? "vertical" : null,
    "-webkit-line-clamp": most,
    overflow: most ? "hidden" : null,
  };
}
