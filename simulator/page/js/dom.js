// Makes elements from tags, attributes and text; the only way anything gets onto this page.
// There is no road here from a string to markup: children are nodes or become text nodes.

const SVG = "http://www.w3.org/2000/svg";

export function el(tag, props = {}, ...children) {
  return fill(document.createElement(tag), props, children);
}

export function svg(tag, props = {}, ...children) {
  return fill(document.createElementNS(SVG, tag), props, children);
}

function fill(element, props, children) {
  for (const [name, value] of Object.entries(props)) {
    if (value === undefined || value === null || value === false) continue;
    if (name === "class") element.setAttribute("class", value);
    else if (name === "style") restyle(element, value);
    else if (name === "on") listen(element, value);
    else if (value === true) element.setAttribute(name, "");
    else element.setAttribute(name, String(value));
  }
  element.append(
    ...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false),
  );
  return element;
}

// Through the style object, which a strict content security policy allows and which drops what it cannot parse.
export function restyle(element, values) {
  for (const [name, value] of Object.entries(values)) {
    if (value === undefined || value === null) continue;
    element.style.setProperty(name, String(value));
  }
}

function listen(element, handlers) {
  for (const [name, handler] of Object.entries(handlers)) element.addEventListener(name, handler);
}

export function hush(text) {
  return el("span", { class: "for-ears" }, text);
}

export function debounce(work, ms) {
  let timer;
  return (...args) => {
    clearTimeout(timer);
    timer = setTimeout(() => work(...args), ms);
  };
}

export const calmly = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

// A steady number for a string, so that the same sticker or place is always drawn the same way.
export function numberFor(text) {
  let number = 2166136261;
  for (const char of String(text)) number = Math.imul(number ^ char.codePointAt(0), 16777619);
  return number >>> 0;
}
