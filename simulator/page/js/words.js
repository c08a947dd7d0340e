// Every word the page itself says, in Japanese and English; what the bot says is never here.

import { en } from "./words-en.js";
import { ja } from "./words-ja.js";

const WORDS = { ja, en };
const KEPT = "tsunagu-phone-language";

let speaking = pick();

function pick() {
  const kept = remembered();
  if (kept) return kept;
  return (navigator.language ?? "ja").toLowerCase().startsWith("en") ? "en" : "ja";
}

function remembered() {
  try {
    const kept = localStorage.getItem(KEPT);
    return kept && Object.hasOwn(WORDS, kept) ? kept : null;
  } catch {
    return null;
  }
}

export const language = () => speaking;

export function speak(name) {
  speaking = Object.hasOwn(WORDS, name) ? name : "ja";
  document.documentElement.lang = speaking;
  try {
    localStorage.setItem(KEPT, speaking);
  } catch {
    // A browser that keeps nothing still speaks the language until the page is left.
  }
}

export function t(key, holes = {}) {
  const sentence = WORDS[speaking][key] ?? WORDS.ja[key] ?? key;
  return sentence.replace(/\{(\w+)\}/g, (whole, name) => (name in holes ? String(holes[name]) : whole));
}
