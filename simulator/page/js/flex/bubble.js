// Draws a Flex container: one bubble with its blocks, or a carousel of bubbles.

import { el, restyle } from "../dom.js";
import { tappable } from "../tap.js";
import { strip } from "../strip.js";
import { BUBBLE, color } from "./units.js";
import { drawBox } from "./box.js";
import { drawButton } from "./button.js";
import { drawIcon, drawImage, drawVideo } from "./pictures.js";
import { drawText } from "./text.js";

const BLOCKS = ["header", "hero", "body", "footer"];

export function drawFlex(contents, scene) {
  if (contents?.type === "carousel") {
    const bubbles = (Array.isArray(contents.contents) ? contents.contents : []).slice(0, 12);
    return strip(
      bubbles.map((bubble) => drawBubble(bubble, scene)),
      scene.label,
    );
  }
  return drawBubble(contents ?? {}, scene);
}

function drawBubble(bubble, scene) {
  const size = Object.hasOwn(BUBBLE, bubble.size ?? "") ? bubble.size : "mega";
  const element = el("div", {
    class: `fx-bubble fx-size-${size}`,
    dir: bubble.direction === "rtl" ? "rtl" : "ltr",
  });
  restyle(element, { width: `${BUBBLE[size]}px` });
  for (const name of BLOCKS) {
    const block = drawBlock(name, bubble, scene);
    if (!block) continue;
    const style = bubble.styles?.[name] ?? {};
    restyle(block, { "background-color": color(style.backgroundColor) });
    if (style.separator && element.childElementCount) {
      block.classList.add("fx-ruled");
      restyle(block, { "border-top-color": color(style.separatorColor) });
    }
    element.append(block);
  }
  if (bubble.action) tappable(element, bubble.action, scene);
  return element;
}

function drawBlock(name, bubble, scene) {
  const drawn = bubble[name] && draw(bubble[name], scene, "vertical");
  return drawn ? el("div", { class: `fx-block fx-${name}` }, drawn) : null;
}

export function draw(component, scene, layout) {
  switch (component?.type) {
    case "box":
      return drawBox(component, scene, draw);
    case "text":
      return drawText(component, scene);
    case "button":
      return drawButton(component, scene);
    case "image":
      return drawImage(component, scene);
    case "icon":
      return drawIcon(component);
    case "video":
      return drawVideo(component, scene, draw);
    case "separator":
      return drawSeparator(component, layout);
    case "filler":
      return el("div", { class: "fx-filler" });
    default:
      return null;
  }
}

function drawSeparator(separator, layout) {
  const across = layout !== "vertical";
  const element = el("div", {
    class: `fx-separator ${across ? "fx-upright" : "fx-level"}`,
    role: "separator",
    "aria-orientation": across ? "vertical" : "horizontal",
  });
  restyle(element, { "background-color": color(separator.color) });
  return element;
}
