// Turns message text into nodes: line breaks stay, addresses and telephone numbers become safe links,
// placeholders become emoji and mentions.

import { el } from "../dom.js";
import { drawEmoji } from "../stickers.js";
import { linkUrl } from "../urls.js";
import { t } from "../words.js";

const LINKS =
  /(https?:\/\/[\w\-.~:/?#[\]@!$&'()*+,;=%]+|tel:\+?[\d-]{3,20})|(?<![\d-])(0\d{1,4}-\d{1,4}-\d{3,4})(?![\d-])/gi;

export function textNodes(message) {
  if (message.type === "textV2") return substituted(message);
  return withEmojis(String(message.text ?? ""), emojisOf(message));
}

export function linked(text) {
  const nodes = [];
  let from = 0;
  for (const match of text.matchAll(LINKS)) {
    const address = match[1] ? match[1].replace(/[.,;:!?'")\]]+$/, "") : match[2];
    const href = linkUrl(match[1] ? address : `tel:${address}`);
    if (!href) continue;
    nodes.push(text.slice(from, match.index), anchor(href, address, match[2] ? "number" : null));
    from = match.index + address.length;
  }
  nodes.push(text.slice(from));
  return nodes.filter((node) => node !== "");
}

function anchor(href, words, kind) {
  return el(
    "a",
    { class: kind, href, target: "_blank", rel: "noopener noreferrer", referrerpolicy: "no-referrer" },
    words,
  );
}

function emojisOf(message) {
  const emojis = Array.isArray(message.emojis) ? message.emojis : [];
  return emojis
    .filter((emoji) => Number.isInteger(emoji?.index) && emoji.index >= 0)
    .sort((a, b) => a.index - b.index);
}

function withEmojis(text, emojis) {
  const nodes = [];
  let from = 0;
  for (const emoji of emojis) {
    if (emoji.index < from || emoji.index >= text.length) continue;
    nodes.push(...linked(text.slice(from, emoji.index)), drawEmoji(emoji, t("emoji")));
    from = emoji.index + Math.max(1, Number.isInteger(emoji.length) ? emoji.length : 1);
  }
  return [...nodes, ...linked(text.slice(from))];
}

function substituted(message) {
  const parts = String(message.text ?? "").split(/(\{\{|\}\}|\{\w{1,20}\})/);
  const nodes = [];
  let plain = "";
  for (const part of parts) {
    const name = /^\{(\w+)\}$/.exec(part)?.[1];
    const value = name && Object.hasOwn(message.substitution ?? {}, name) ? message.substitution[name] : null;
    if (!value) {
      plain += part === "{{" ? "{" : part === "}}" ? "}" : part;
      continue;
    }
    nodes.push(...linked(plain), substitute(value));
    plain = "";
  }
  return [...nodes, ...linked(plain)];
}

function substitute(value) {
  if (value.type === "emoji") return drawEmoji(value, t("emoji"));
  const who =
    value.mentionee?.type === "all" ? t("everyone") : String(value.mentionee?.userId ?? "").slice(0, 6);
  return el("b", { class: "mention" }, t("mention", { name: who }));
}
