// The gallery page: every face a bot can show, drawn by the phone's own renderer.

import { el } from "./dom.js";
import { drawMessage, isWide } from "./messages/message.js";
import { avatar } from "./row.js";
import { server, ServerError } from "./server.js";
import { field } from "./sheet.js";
import { strip } from "./strip.js";
import { tapElement } from "./tap.js";
import { digTunnels } from "./urls.js";
import { language, speak, t } from "./words.js";

// Milliseconds between two looks whether the faces are drawn by now.
const AGAIN = 2000;

const told = el("div", { class: "toast gallery-told", role: "status", hidden: true });
let toldTimer;

const scene = {
  pc: false,
  perform(action) {
    clearTimeout(toldTimer);
    const what = action.data ?? action.text ?? action.uri ?? action.clipboardText ?? action.type;
    told.textContent = t("doesNothing", { what: String(what) });
    told.hidden = false;
    toldTimer = setTimeout(() => (told.hidden = true), 4000);
  },
};

function column(face) {
  const list = el("div", { class: "messages" });
  for (const message of face.messages) {
    const kind = `row theirs ${isWide(message) ? "wide" : ""}`;
    list.append(
      el(
        "div",
        { class: kind },
        avatar(message.sender),
        el(
          "div",
          { class: "column" },
          el("div", { class: "line" }, el("div", { class: "body" }, drawMessage(message, scene))),
        ),
      ),
    );
  }
  const phone = el(
    "div",
    { class: "phone", "data-letters": face.letter_size },
    el("div", { class: "chat", lang: face.locale.replace("_", "-") }, list),
    quick(face.messages.at(-1)),
  );
  return el(
    "div",
    { class: "face-column" },
    el("h3", {}, `${word("locale", face.locale)} · ${t(face.letter_size)}`),
    phone,
  );
}

function quick(message) {
  const items = message?.quickReply?.items;
  if (!Array.isArray(items) || !items.length) return null;
  const buttons = items.map(({ action }) => {
    const press = tapElement(action, scene, { class: "quick-reply" });
    press.append(String(action?.label ?? ""));
    return press;
  });
  return el("div", { class: "quick" }, strip(buttons, t("quickReplies"), { class: "quick-row" }));
}

function word(kind, name) {
  const key = `${kind}_${name}`;
  const said = t(key);
  return said === key ? name : said;
}

// Rows are drawn as they come near, so that a gallery of hundreds opens at once.
const near = new IntersectionObserver(
  (entries) => {
    for (const { isIntersecting, target } of entries) {
      if (!isIntersecting) continue;
      near.unobserve(target);
      target.draw();
    }
  },
  { rootMargin: "800px" },
);

function group(name, faces) {
  const row = el("div", { class: "face-row", tabindex: 0, role: "group", "aria-label": name });
  row.draw = () => row.replaceChildren(...faces.map(column));
  row.style.minHeight = "200px";
  near.observe(row);
  return el("section", { class: "face-group" }, el("h2", {}, name), row);
}

function choice(label, key, values, words) {
  const select = el(
    "select",
    { name: key },
    el("option", { value: "" }, t("all")),
    values.map((value) => el("option", { value }, words(value))),
  );
  return [select, field(label, select)];
}

async function open() {
  document.documentElement.lang = language();
  document.title = t("galleryTitle");
  const other = language() === "ja" ? "en" : "ja";
  const tongue = el("button", { class: "tool quiet-tool", type: "button", lang: other }, t("otherLanguage"));
  tongue.addEventListener("click", () => {
    speak(other);
    open();
  });
  const back = el("a", { class: "tool quiet-tool", href: "/" }, t("phonePage"));
  const main = el("main", {});
  const top = el(
    "header",
    { class: "top" },
    el("h1", {}, t("galleryTitle")),
    el("div", { class: "tools" }, back, tongue),
  );
  document.body.replaceChildren(top, main, told);
  await show(main);
}

async function show(main) {
  try {
    const { faces } = await server.gallery();
    digTunnels((await server.state()).tunnels);
    fill(main, faces);
  } catch (problem) {
    if (!(problem instanceof ServerError)) throw problem;
    if (problem.status === 503) {
      main.replaceChildren(el("p", { class: "nobody", role: "status" }, t("facesSoon")));
      setTimeout(() => main.isConnected && show(main), AGAIN);
      return;
    }
    main.replaceChildren(el("p", { class: "nobody" }, t("noFaces", { reason: problem.message })));
  }
}

function fill(main, faces) {
  const unique = (key) => [...new Set(faces.map((face) => face[key]))];
  const search = el("input", { type: "search", placeholder: t("filterHint"), autocomplete: "off" });
  const [locale, localeField] = choice(t("languages"), "locale", unique("locale"), (name) =>
    word("locale", name),
  );
  const [letters, letterField] = choice(t("sizes"), "letters", unique("letter_size"), t);
  const count = el("p", { class: "gallery-count", role: "status" });
  const rows = el("div", {});
  const filter = el(
    "form",
    { class: "gallery-filter", role: "search" },
    field(t("filter"), search),
    localeField,
    letterField,
    count,
  );
  const show = () => {
    const asked = search.value.trim().toLowerCase();
    const shown = faces.filter(
      (face) =>
        face.name.toLowerCase().includes(asked) &&
        (!locale.value || face.locale === locale.value) &&
        (!letters.value || face.letter_size === letters.value),
    );
    const groups = Map.groupBy(shown, (face) => face.name);
    near.disconnect();
    rows.replaceChildren(...[...groups].map(([name, members]) => group(name, members)));
    count.textContent = t("faces", { count: shown.length });
  };
  filter.addEventListener("input", show);
  filter.addEventListener("submit", (event) => event.preventDefault());
  main.replaceChildren(filter, rows);
  show();
}

open();
