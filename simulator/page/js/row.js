// One message in the conversation: who says it, what it answers, the message itself, when, and whether it was read.

import { el, hush } from "./dom.js";
import { botFace, icon } from "./icons.js";
import { drawMessage, inWords, isWide } from "./messages/message.js";
import { clock } from "./time.js";
import { mediaUrl } from "./urls.js";
import { t } from "./words.js";

export function drawRow(bubble, phone) {
  const own = bubble.from === "person";
  if (bubble.unsent) {
    return el("li", { class: "system", "data-message": bubble.id }, t(own ? "unsent" : "unsentByBot"));
  }
  const message = drawMessage(bubble.message, phone.scene(bubble));
  const line = el(
    "div",
    { class: "line" },
    el("div", { class: "body" }, quote(bubble, phone), message),
    beside(bubble, phone),
  );
  const name = own ? null : el("div", { class: "sender" }, senderName(bubble, phone));
  const kind = ["row", own ? "own" : "theirs", isWide(bubble.message) && "wide", senderOf(bubble) && "named"];
  return el(
    "li",
    { class: kind.filter(Boolean).join(" "), "data-message": bubble.id },
    own ? null : avatar(senderOf(bubble)),
    el("div", { class: "column" }, name, line),
  );
}

function beside(bubble, phone) {
  const menu = el(
    "button",
    { class: "bubble-menu", type: "button", "aria-haspopup": "dialog", "aria-label": t("messageMenu") },
    icon("more"),
  );
  menu.addEventListener("click", () => phone.openMenu(bubble));
  return el(
    "div",
    { class: "side" },
    menu,
    bubble.from === "person" ? el("span", { class: "read", hidden: !bubble.read }, t("read")) : null,
    el("time", { datetime: new Date(bubble.at).toISOString() }, clock(bubble.at)),
  );
}

const senderOf = (bubble) => bubble.sender ?? bubble.message?.sender;

export function senderName(bubble, phone) {
  const name = senderOf(bubble)?.name;
  const bot = phone.bot().displayName;
  return name ? `${name} from ${bot}` : bot;
}

// People quote by the message's id; a bot by a token, of which the stand-in tells whose it is.
function quote(bubble, phone) {
  const wanted = bubble.from === "person" ? bubble.message?.quotedMessageId : bubble.quotes;
  const quoted = wanted && phone.person().messages.find((one) => one.id === wanted);
  if (!quoted || quoted.unsent) return null;
  return el("div", { class: "quoted" }, hush(t("quoted")), inWords(quoted.message).slice(0, 80));
}

export function avatar(sender) {
  const address = mediaUrl(sender?.iconUrl);
  if (!address) return el("div", { class: "avatar" }, botFace());
  const image = el("img", { alt: "", referrerpolicy: "no-referrer", loading: "lazy" });
  image.addEventListener("error", () => image.replaceWith(botFace()));
  image.src = address;
  return el("div", { class: "avatar" }, image);
}
