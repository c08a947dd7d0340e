// Puts text on the clipboard, also where the browser offers no clipboard to pages without https.

import { el, restyle } from "./dom.js";

export async function copyText(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyBySelection(text);
  }
}

function copyBySelection(text) {
  const before = document.activeElement;
  const field = el("textarea", { "aria-hidden": "true", tabindex: -1 });
  field.value = text;
  restyle(field, { position: "fixed", opacity: 0 });
  document.body.append(field);
  field.select();
  const done = document.execCommand("copy");
  field.remove();
  before?.focus?.({ preventScroll: true });
  return done;
}
