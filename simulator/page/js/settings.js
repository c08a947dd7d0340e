// What can be set on one phone: name, letter size, language, computer mode, and the friendship with the bot.

import { el } from "./dom.js";
import { field, form } from "./sheet.js";
import { server } from "./server.js";
import { t } from "./words.js";

export const LETTER_SIZES = ["small", "normal", "large", "extra-large"];
const LANGUAGES = [
  ["ja", "日本語"],
  ["en", "English"],
  ["zh-Hans", "简体中文"],
  ["zh-Hant", "繁體中文"],
  ["ko", "한국어"],
  ["vi", "Tiếng Việt"],
  ["pt-BR", "Português"],
  ["ne", "नेपाली"],
  ["fil", "Filipino"],
  ["id", "Bahasa Indonesia"],
  ["my", "မြန်မာ"],
  ["th", "ไทย"],
];

// `change` sends the parts and returns a sentence when that failed.
export function openSettings(sheet, person, change) {
  const name = el("input", {
    type: "text",
    maxlength: 60,
    required: true,
    value: person.name,
    autocomplete: "off",
  });
  const rename = form([field(t("rename"), name)], t("save"), () =>
    name.value.trim() ? change(() => server.change(person.id, { name: name.value.trim() })) : null,
  );
  rename.classList.add("inline-form");
  sheet.open(
    t("settingsOf", { name: person.name }),
    el(
      "div",
      { class: "settings" },
      rename,
      letters(person, change),
      tongue(person, change),
      computer(person, change),
      friendship(sheet, person, change),
    ),
    { focus: name },
  );
}

function letters(person, change) {
  const group = `letters-${person.id}`;
  const choices = LETTER_SIZES.map((size) => {
    const input = el("input", {
      type: "radio",
      name: group,
      value: size,
      checked: person.letter_size === size,
    });
    input.addEventListener("change", () => change(() => server.change(person.id, { letter_size: size })));
    return el("label", { class: `segment letters-${size}` }, input, el("span", {}, t(size)));
  });
  return el(
    "fieldset",
    { class: "segments" },
    el("legend", {}, t("letterSize")),
    el("div", { class: "segment-row" }, choices),
  );
}

function tongue(person, change) {
  const known = LANGUAGES.some(([code]) => code === person.language);
  const options = known || !person.language ? LANGUAGES : [[person.language, person.language], ...LANGUAGES];
  const select = el(
    "select",
    {},
    options.map(([code, words]) =>
      el("option", { value: code, lang: code, selected: code === person.language }, words),
    ),
  );
  select.addEventListener("change", () => change(() => server.change(person.id, { language: select.value })));
  return field(t("language"), select);
}

function computer(person, change) {
  const input = el("input", { type: "checkbox", role: "switch", checked: person.pc === true });
  input.addEventListener("change", () => change(() => server.change(person.id, { pc: input.checked })));
  return el("label", { class: "switch" }, el("span", {}, t("pcMode"), el("small", {}, t("pcHelp"))), input);
}

function friendship(sheet, person, change) {
  const state = person.blocked ? "isBlocked" : person.friend ? "friend" : "notFriend";
  const [verb, words] = person.blocked
    ? ["unblock", "unblock"]
    : person.friend
      ? ["block", "block"]
      : ["follow", "addFriend"];
  const button = el("button", { type: "button", class: verb === "block" ? "danger" : "primary" }, t(words));
  button.addEventListener("click", async () => {
    button.disabled = true;
    if (!(await change(() => server.friendship(person.id, verb)))) sheet.close();
    button.disabled = false;
  });
  return el(
    "div",
    { class: "friendship" },
    el("span", {}, t("friendship"), el("small", {}, t(state))),
    button,
  );
}
