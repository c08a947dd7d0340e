// Chooses how a message is drawn by its type, and says in words what it is.

import { el } from "../dom.js";
import { drawFlex } from "../flex/bubble.js";
import { moodOf } from "../stickers.js";
import { t } from "../words.js";
import {
  drawAudio,
  drawCoupon,
  drawFile,
  drawPhoto,
  drawPlace,
  drawStickerMessage,
  drawUnknown,
  drawVideoMessage,
} from "./media.js";
import { drawImagemap, drawTemplate } from "./templates.js";
import { textNodes } from "./text.js";

// Cards and rows of cards may use the whole width of the chat.
export const isWide = (message) =>
  message?.type === "flex" || message?.type === "template" || message?.type === "imagemap";

export function drawMessage(message, scene) {
  switch (message?.type) {
    case "text":
    case "textV2":
      return el("div", { class: "bubble words" }, textNodes(message));
    case "image":
      return drawPhoto(message, scene);
    case "video":
      return drawVideoMessage(message, scene);
    case "audio":
      return drawAudio(message);
    case "file":
      return drawFile(message);
    case "sticker":
      return drawStickerMessage(message);
    case "location":
      return drawPlace(message);
    case "coupon":
      return drawCoupon(message);
    case "imagemap":
      return drawImagemap(message, { ...scene, label: message.altText });
    case "template":
      return drawTemplate(message.template, { ...scene, label: message.altText }) ?? drawUnknown(message);
    case "flex":
      return labelled(drawFlex(message.contents, { ...scene, label: message.altText }), message.altText);
    default:
      return drawUnknown(message ?? {});
  }
}

function labelled(element, altText) {
  if (!element.hasAttribute("role")) element.setAttribute("role", "group");
  if (altText && !element.hasAttribute("aria-label")) element.setAttribute("aria-label", String(altText));
  return element;
}

// One line for the ear, for copying and for quoting.
export function inWords(message) {
  switch (message?.type) {
    case "text":
    case "textV2":
      return String(message.text ?? "");
    case "sticker":
      return t("stickerNamed", { name: moodOf(message).name });
    case "location":
      return [t("location"), message.title, message.address].filter(Boolean).join(" ");
    case "flex":
    case "template":
    case "imagemap":
      return String(message.altText ?? "");
    case "image":
    case "video":
    case "audio":
    case "file":
    case "coupon":
      return t(message.type);
    default:
      return t("unknownMessage", { type: String(message?.type ?? "?").slice(0, 40) });
  }
}
