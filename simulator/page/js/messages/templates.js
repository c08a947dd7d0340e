// Draws the four template messages and the imagemap.

import { el, restyle } from "../dom.js";
import { picture } from "../flex/pictures.js";
import { ratio, color } from "../flex/units.js";
import { strip } from "../strip.js";
import { tapElement, tappable } from "../tap.js";
import { mediaUrl } from "../urls.js";
import { t } from "../words.js";

export function drawTemplate(template, scene) {
  switch (template?.type) {
    case "buttons":
      return card(template, template, scene);
    case "confirm":
      return confirm(template, scene);
    case "carousel":
      return strip(
        list(template.columns).map((column) => card(column, template, scene)),
        scene.label,
      );
    case "image_carousel":
      return strip(
        list(template.columns).map((column) => pictureCard(column, scene)),
        scene.label,
      );
    default:
      return null;
  }
}

const list = (value) => (Array.isArray(value) ? value : []);

// `shape` holds the picture's proportions, which a carousel sets once for all its columns.
function card(part, shape, scene) {
  const element = el("div", { class: "template" });
  if (part.thumbnailImageUrl) {
    const frame = el("div", { class: "template-picture" }, picture(part.thumbnailImageUrl, ""));
    restyle(frame, {
      "aspect-ratio": shape.imageAspectRatio === "square" ? ratio("1:1") : ratio("151:100"),
      "background-color": color(part.imageBackgroundColor),
    });
    frame.firstChild.style.objectFit = shape.imageSize === "contain" ? "contain" : "cover";
    element.append(frame);
  }
  const words = el("div", { class: "template-words" });
  if (part.title) words.append(el("b", {}, String(part.title)));
  words.append(el("p", {}, String(part.text ?? "")));
  if (part.defaultAction) {
    const area = el("div", { class: "template-default" }, ...element.childNodes, words);
    element.append(tappable(area, part.defaultAction, scene));
  } else {
    element.append(words);
  }
  element.append(
    el(
      "div",
      { class: "template-actions" },
      list(part.actions).map((action) => choice(action, scene)),
    ),
  );
  return element;
}

function confirm(template, scene) {
  return el(
    "div",
    { class: "template template-confirm" },
    el("div", { class: "template-words" }, el("p", {}, String(template.text ?? ""))),
    el(
      "div",
      { class: "template-actions" },
      list(template.actions).map((action) => choice(action, scene)),
    ),
  );
}

function choice(action, scene) {
  const press = tapElement(action, scene, { class: "template-action" });
  press.append(String(action?.label ?? ""));
  return press;
}

function pictureCard(column, scene) {
  const press = tapElement(column.action, scene, {
    class: "template-image",
    "aria-label": column.action?.label ?? t("image"),
  });
  press.append(picture(column.imageUrl, ""));
  if (column.action?.label)
    press.append(el("span", { class: "template-image-label" }, String(column.action.label)));
  return press;
}

// One picture with invisible buttons; LINE asks for it by width, without an extension.
export function drawImagemap(message, scene) {
  const [width, height] = [Number(message.baseSize?.width) || 1040, Number(message.baseSize?.height) || 1040];
  const element = el("div", {
    class: "imagemap",
    role: "group",
    "aria-label": String(message.altText ?? t("imagemap")),
  });
  restyle(element, { "aspect-ratio": `${width} / ${height}` });
  const base = mediaUrl(message.baseUrl);
  element.append(picture(base ? `${base}/1040` : null, String(message.altText ?? "")));
  if (message.video) element.append(moving(message.video, width, height, scene));
  list(message.actions).forEach((action, index) => {
    const label = action.label ?? action.text ?? t("area", { number: index + 1 });
    const uri = action.type === "uri" ? { ...action, uri: action.linkUri } : action;
    const press = tapElement(uri, scene, { class: "area", "aria-label": String(label) });
    element.append(cover(press, action.area, width, height));
  });
  return element;
}

// A film over a part of the picture, and where it leads once it has been seen.
function moving(video, width, height, scene) {
  const player = el("video", {
    controls: true,
    playsinline: true,
    preload: "none",
    poster: mediaUrl(video.previewImageUrl),
  });
  const source = mediaUrl(video.originalContentUrl);
  if (source) player.src = source;
  const frame = el("div", { class: "imagemap-video" }, player);
  const { linkUri, label } = video.externalLink ?? {};
  if (linkUri) {
    const lead = tapElement({ type: "uri", uri: linkUri, label }, scene, {
      class: "imagemap-lead",
      hidden: true,
    });
    lead.append(String(label ?? t("open")));
    player.addEventListener("ended", () => (lead.hidden = false));
    frame.append(lead);
  }
  return cover(frame, video.area, width, height);
}

export function cover(element, bounds, width, height) {
  const share = (part, whole) => `${Math.max(0, Math.min(100, (Number(part) / whole) * 100 || 0))}%`;
  restyle(element, {
    left: share(bounds?.x, width),
    top: share(bounds?.y, height),
    width: share(bounds?.width, width),
    height: share(bounds?.height, height),
  });
  return element;
}
