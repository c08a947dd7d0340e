// Draws photos, videos, sound, files, stickers, coupons and places in the chat.

import { el, hush, numberFor, restyle, svg } from "../dom.js";
import { picture } from "../flex/pictures.js";
import { icon } from "../icons.js";
import { drawSticker, moodOf } from "../stickers.js";
import { mediaUrl } from "../urls.js";
import { t } from "../words.js";

export function drawPhoto(message, scene) {
  const provider = message.contentProvider ?? {};
  const provided = provider.type === "external" ? provider : message;
  const own = provider.type === "line" || !provided.originalContentUrl;
  const full = own
    ? `/_stand-in/content/${encodeURIComponent(message.id ?? scene.bubbleId)}`
    : provided.originalContentUrl;
  const preview = own ? full : (provided.previewImageUrl ?? full);
  const image = picture(preview, t("image"));
  const address = mediaUrl(full);
  if (!address) return el("div", { class: "photo" }, image);
  return el(
    "a",
    {
      class: "photo",
      href: address,
      target: "_blank",
      rel: "noopener noreferrer",
      referrerpolicy: "no-referrer",
    },
    image,
  );
}

export function drawVideoMessage(message, scene) {
  const source = mediaUrl(message.originalContentUrl);
  if (!source) return note("file", t("video"));
  const player = el("video", {
    class: "video",
    controls: true,
    playsinline: true,
    preload: "none",
    poster: mediaUrl(message.previewImageUrl),
    "aria-label": t("video"),
  });
  player.src = source;
  // LINE tells a bot that has put a tracking ID on its film when the film was seen to its end.
  if (message.trackingId) player.addEventListener("ended", () => scene.watched?.(), { once: true });
  return player;
}

export function drawAudio(message) {
  const source = mediaUrl(message.originalContentUrl);
  const seconds = Number.isFinite(message.duration) ? Math.round(message.duration / 1000) : null;
  const length =
    seconds === null ? "" : `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
  if (!source) return note("file", `${t("audio")} ${length}`);
  const player = el("audio", { controls: true, preload: "none", "aria-label": `${t("audio")} ${length}` });
  player.src = source;
  return el("div", { class: "bubble sound" }, player, el("span", { class: "sound-length" }, length));
}

export function drawFile(message) {
  return note("file", String(message.fileName ?? t("file")));
}

export function drawStickerMessage(message) {
  if (message.stickerResourceType === "MESSAGE" && message.text) {
    return el("div", { class: "sticker-with-words" }, sticker(message), el("span", {}, String(message.text)));
  }
  return sticker(message);
}

function sticker(message) {
  return drawSticker(message, t("stickerNamed", { name: moodOf(message).name }));
}

export function drawCoupon(message) {
  return el(
    "div",
    { class: "bubble coupon" },
    icon("ticket"),
    el("div", {}, el("b", {}, t("coupon")), el("div", { class: "quiet" }, String(message.couponId ?? ""))),
  );
}

export function drawUnknown(message) {
  return note("file", t("unknownMessage", { type: String(message?.type ?? "?").slice(0, 40) }));
}

function note(name, words) {
  return el("div", { class: "bubble note" }, icon(name), el("span", {}, words));
}

export function drawPlace(message) {
  const [latitude, longitude] = [Number(message.latitude), Number(message.longitude)];
  const known = Number.isFinite(latitude) && Number.isFinite(longitude);
  const map = known
    ? `https://www.openstreetmap.org/?mlat=${latitude}&mlon=${longitude}#map=17/${latitude}/${longitude}`
    : null;
  const words = [
    el("b", { class: "place-name" }, String(message.title || t("location"))),
    el("span", { class: "quiet" }, String(message.address ?? "")),
    known && el("span", { class: "quiet numbers" }, `${latitude.toFixed(5)}, ${longitude.toFixed(5)}`),
  ];
  const body = [
    sketch(`${latitude},${longitude}`),
    el("span", { class: "place-words" }, words),
    hush(t("seeMap")),
  ];
  if (!map) return el("div", { class: "bubble place" }, body);
  return el(
    "a",
    {
      class: "bubble place",
      href: map,
      target: "_blank",
      rel: "noopener noreferrer",
      referrerpolicy: "no-referrer",
    },
    body,
  );
}

// A few streets and a river around the pin, always the same for the same spot; not a real map.
function sketch(seed) {
  const number = numberFor(seed);
  const [tilt, shift] = [(number % 50) - 25, (number >> 8) % 60];
  const streets = svg("g", { fill: "none", stroke: "#FFFFFF", "stroke-width": 7 });
  for (let step = -60; step < 320; step += 52) {
    streets.append(
      svg("path", { d: `M${step + shift} -60V220` }),
      svg("path", { d: `M-80 ${step / 2 + shift}H340` }),
    );
  }
  const drawing = svg(
    "svg",
    { class: "sketch", viewBox: "0 0 240 120", preserveAspectRatio: "xMidYMid slice", "aria-hidden": "true" },
    svg("rect", { width: 240, height: 120, fill: "#E4EADF" }),
    svg("path", {
      d: `M-10 ${30 + shift}q70-40 130 0t140 10`,
      fill: "none",
      stroke: "#B9D6E6",
      "stroke-width": 18,
    }),
    streets,
    svg("path", {
      d: "M120 84s22-20 22-37a22 22 0 1 0-44 0c0 17 22 37 22 37Z",
      fill: "#9C1F18",
      stroke: "#FFFFFF",
      "stroke-width": 3,
    }),
    svg("circle", { cx: 120, cy: 47, r: 7, fill: "#FFFFFF" }),
  );
  restyle(streets, { transform: `rotate(${tilt}deg)`, "transform-origin": "120px 60px" });
  return drawing;
}
