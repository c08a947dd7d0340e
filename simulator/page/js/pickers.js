// The forms a phone raises by itself: date and time, a place, a sticker, and what to do with a message.

import { el } from "./dom.js";
import { icon } from "./icons.js";
import { field, form } from "./sheet.js";
import { PICKER, drawSticker } from "./stickers.js";
import { nowFor } from "./time.js";
import { t } from "./words.js";

const INPUT = { date: "date", time: "time", datetime: "datetime-local" };
const EARLIEST = { date: "1900-01-01", time: "00:00", datetime: "1900-01-01T00:00" };
const LATEST = { date: "2100-12-31", time: "23:59", datetime: "2100-12-31T23:59" };
const TITLE = { date: "pickDate", time: "pickTime", datetime: "pickDatetime" };

// Calls done({date|time|datetime: value}) with a value inside the action's limits.
export function pickMoment(sheet, action, now, done) {
  const mode = Object.hasOwn(INPUT, action.mode ?? "") ? action.mode : "datetime";
  const said = (value) => (typeof value === "string" ? value.replace("t", "T") : undefined);
  const [min, max] = [said(action.min) ?? EARLIEST[mode], said(action.max) ?? LATEST[mode]];
  const today = nowFor(mode, now);
  const start = said(action.initial) ?? (today < min ? min : today > max ? max : today);
  const input = el("input", { type: INPUT[mode], min, max, required: true, class: "moment" });
  input.value = start;
  const words = (value) => value.replace("T", " ");
  const asked = form([field(t(TITLE[mode]), input)], t("decide"), () => {
    const value = input.value.slice(0, mode === "datetime" ? 16 : undefined);
    if (!value || value < min || value > max) return t("outOfRange", { min: words(min), max: words(max) });
    sheet.close();
    return done({ [mode]: value });
  });
  sheet.open(action.label || t(TITLE[mode]), asked, { focus: input });
}

const PRESETS = [
  ["presetHall", 35.6812, 139.7671],
  ["presetStation", 35.6586, 139.7454],
  ["presetSchool", 35.7101, 139.8107],
  ["presetPark", 35.6329, 139.8804],
];

// Calls done({title, address, latitude, longitude}) and shows the problem it returns, if any.
export function pickPlace(sheet, done) {
  const title = el("input", { type: "text", maxlength: 100, autocomplete: "off" });
  const address = el("input", { type: "text", maxlength: 100, autocomplete: "off" });
  const latitude = el("input", { type: "text", inputmode: "decimal", value: "35.6812" });
  const longitude = el("input", { type: "text", inputmode: "decimal", value: "139.7671" });
  const set = (name, north, east) => {
    if (name) title.value = name;
    latitude.value = north.toFixed(5);
    longitude.value = east.toFixed(5);
  };
  const chips = PRESETS.map(([word, north, east]) =>
    el("button", { type: "button", class: "chip", on: { click: () => set(t(word), north, east) } }, t(word)),
  );
  const told = el("p", { class: "problem", role: "status", hidden: true });
  if (navigator.geolocation && window.isSecureContext) chips.unshift(hereButton(set, told));
  const asked = form(
    [
      el("div", { class: "chips", role: "group", "aria-label": t("presets") }, chips),
      told,
      field(t("placeName"), title),
      field(t("address"), address),
      el("div", { class: "pair" }, field(t("latitude"), latitude), field(t("longitude"), longitude)),
    ],
    t("send"),
    async () => {
      const [north, east] = [Number(latitude.value.trim() || NaN), Number(longitude.value.trim() || NaN)];
      if (!(Math.abs(north) <= 90 && Math.abs(east) <= 180)) return t("notANumber");
      const place = { latitude: north, longitude: east };
      if (title.value.trim()) place.title = title.value.trim();
      if (address.value.trim()) place.address = address.value.trim();
      return done(place);
    },
  );
  sheet.open(t("pinTitle"), asked, { focus: title });
}

function hereButton(set, told) {
  const button = el("button", { type: "button", class: "chip" }, icon("pin"), t("here"));
  button.addEventListener("click", () => {
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => set("", coords.latitude, coords.longitude),
      () => {
        told.textContent = t("noHere");
        told.hidden = false;
      },
      { timeout: 5000 },
    );
  });
  return button;
}

export function pickSticker(sheet, done) {
  const grid = PICKER.map((sticker) => {
    const button = el("button", { type: "button", class: "sticker-choice" });
    button.append(drawSticker(sticker, t("stickerNamed", { name: sticker.name })));
    button.addEventListener("click", () => {
      sheet.close();
      done(sticker);
    });
    return button;
  });
  sheet.open(t("sticker"), el("div", { class: "sticker-grid" }, grid));
}

// `choices` are [icon, words, work].
export function pickChoice(sheet, title, choices) {
  const buttons = choices.map(([name, words, work]) => {
    const button = el("button", { type: "button", class: "choice" }, icon(name), words);
    button.addEventListener("click", () => {
      sheet.close();
      work();
    });
    return button;
  });
  sheet.open(title, el("div", { class: "choices" }, buttons));
}
