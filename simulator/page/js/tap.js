// Makes parts of a message pressable, by finger, mouse and keyboard, whatever the action is.

import { el } from "./dom.js";
import { appLink, linkUrl } from "./urls.js";

// A real link for addresses, a real button for everything else.
export function tapElement(action, scene, props = {}) {
  const address =
    action?.type === "uri" && !appLink(uriOf(action, scene)) ? linkUrl(uriOf(action, scene)) : null;
  const element = address
    ? el("a", {
        ...props,
        href: address,
        target: "_blank",
        rel: "noopener noreferrer",
        referrerpolicy: "no-referrer",
      })
    : el("button", { ...props, type: "button" });
  element.dataset.tap = action?.type ?? "";
  element.addEventListener("click", (event) => {
    event.stopPropagation();
    if (!address) scene.perform(action ?? {}, scene);
  });
  return element;
}

// For boxes, texts and pictures, which may themselves hold things to press.
export function tappable(element, action, scene) {
  const holdsOthers = element.querySelector("[data-tap]") !== null;
  element.classList.add("tappable");
  element.tabIndex = 0;
  element.dataset.tap = action.type ?? "";
  element.setAttribute("role", holdsOthers ? "group" : action.type === "uri" ? "link" : "button");
  if (action.label) element.setAttribute("aria-label", String(action.label));
  const press = (event) => {
    event.stopPropagation();
    event.preventDefault();
    if (action.type === "uri" && !appLink(uriOf(action, scene)))
      openAddress(uriOf(action, scene), scene, action);
    else scene.perform(action, scene);
  };
  element.addEventListener("click", press);
  element.addEventListener("keydown", (event) => {
    if (event.target === element && (event.key === "Enter" || event.key === " ")) press(event);
  });
  return element;
}

export function uriOf(action, scene) {
  return (scene.pc && action.altUri?.desktop) || action.uri;
}

function openAddress(uri, scene, action) {
  const address = linkUrl(uri);
  if (!address) return scene.perform(action, scene);
  const link = el("a", {
    href: address,
    target: "_blank",
    rel: "noopener noreferrer",
    referrerpolicy: "no-referrer",
  });
  link.click();
}
