// Draws Flex images, icons and the video hero.

import { calmly, el, restyle } from "../dom.js";
import { tappable } from "../tap.js";
import { mediaUrl } from "../urls.js";
import { t } from "../words.js";
import { ALIGN, GRAVITY } from "./place.js";
import { color, fontSize, imageWidth, ratio } from "./units.js";

export function drawImage(image, scene) {
  const frame = el("div", { class: "fx-frame" });
  restyle(frame, {
    width: imageWidth(image.size),
    "aspect-ratio": ratio(image.aspectRatio),
    "background-color": color(image.backgroundColor),
  });
  frame.append(picture(image.url, image.action?.label, { moves: image.animated === true }));
  frame.firstChild.style.objectFit = image.aspectMode === "cover" ? "cover" : "contain";
  const element = el("div", { class: "fx-image" }, frame);
  restyle(element, {
    "align-items": ALIGN[image.align] ?? "center",
    "justify-content": GRAVITY[image.gravity],
  });
  if (image.action) tappable(element, image.action, scene);
  return element;
}

export function drawIcon(icon) {
  const element = el("div", { class: "fx-icon" }, picture(icon.url));
  restyle(element, {
    height: fontSize(icon.size, icon.scaling),
    "aspect-ratio": ratio(icon.aspectRatio),
  });
  return element;
}

// An image that keeps still unless it may move, and steps aside quietly when it cannot be had.
export function picture(url, alt = "", { moves = false } = {}) {
  const source = mediaUrl(url);
  if (!source) return missing(alt);
  const image = el("img", {
    alt,
    loading: "lazy",
    decoding: "async",
    draggable: "false",
    referrerpolicy: "no-referrer",
  });
  image.addEventListener("error", () => {
    const stand = missing(alt);
    stand.style.objectFit = image.style.objectFit;
    image.replaceWith(stand);
  });
  if (/\.a?png$/i.test(new URL(source, location.href).pathname) && (!moves || calmly())) {
    image.addEventListener("load", () => freeze(image), { once: true });
  }
  image.src = source;
  return image;
}

function missing(alt) {
  return el("span", { class: "no-picture", role: "img", "aria-label": alt || t("noPicture") });
}

// The first frame only, as the app shows a moving picture that was not declared as one.
function freeze(image) {
  if (!image.isConnected || !image.naturalWidth) return;
  const { naturalWidth: width, naturalHeight: height } = image;
  const shown = Math.max(image.clientWidth / width, image.clientHeight / height) * devicePixelRatio || 1;
  const scale = Math.min(1, shown);
  const still = el("canvas", { width: Math.ceil(width * scale), height: Math.ceil(height * scale) });
  if (image.alt) {
    still.setAttribute("role", "img");
    still.setAttribute("aria-label", image.alt);
  }
  const paper = still.getContext("2d");
  paper.imageSmoothingQuality = "high";
  paper.drawImage(image, 0, 0, still.width, still.height);
  still.style.objectFit = image.style.objectFit;
  still.className = image.className;
  image.replaceWith(still);
}

export function drawVideo(video, scene, draw) {
  const shape = ratio(video.aspectRatio);
  const element = el("div", { class: "fx-video" });
  const instead = () => element.replaceChildren(draw(video.altContent, scene, "vertical") ?? missing(""));
  const source = mediaUrl(video.url);
  if (!source) {
    instead();
    return element;
  }
  const player = el("video", {
    controls: true,
    playsinline: true,
    preload: "metadata",
    poster: mediaUrl(video.previewUrl),
    "aria-label": t("video"),
    on: { error: instead },
  });
  player.src = source;
  restyle(player, { "aspect-ratio": shape });
  element.append(player);
  if (video.action?.type === "uri") {
    element.append(
      tappable(el("span", { class: "fx-video-link" }, video.action.label ?? t("open")), video.action, scene),
    );
  }
  return element;
}
