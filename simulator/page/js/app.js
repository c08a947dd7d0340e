// Opens the phone page: what happens at the stand-in goes to the store, and from there to the page.

import { Page } from "./page.js";
import { Store } from "./store.js";
import { language, speak } from "./words.js";

const store = new Store();
let page;

// The page anew in a language, with the words people have begun to write.
function begin(tongue) {
  const open = page && !page.wire.element.hidden;
  const drafts = new Map(page?.drafts);
  for (const [id, phone] of page?.phones ?? []) drafts.set(id, phone.composer.text.value);
  page?.near.disconnect();
  speak(tongue);
  page = new Page(store, drafts, begin);
  page.redrawOnline();
  if (store.bot) page.redraw();
  if (open) page.wire.toggle(true);
}

store.addEventListener("state", () => page.redraw());
store.addEventListener("online", () => page.redrawOnline());
store.addEventListener("quota", () => page.redrawQuota());
store.addEventListener("wire", ({ detail }) => page.wire.add(detail.entry));
store.addEventListener("clock", () => page.redrawClock());
for (const type of ["group", "group-bubble"])
  store.addEventListener(type, ({ detail }) => page.hearGroup(detail));
for (const type of ["bubble", "person", "removed", "read", "loading"])
  store.addEventListener(type, (event) => page.hear(event));

begin(language());
store.start();
