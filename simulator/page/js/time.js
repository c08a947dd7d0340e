// Says times and days the way a chat in Japan does, whatever zone this computer is in.

import { language, t } from "./words.js";

const ZONE = "Asia/Tokyo";
const locale = () => (language() === "en" ? "en-GB" : "ja-JP");

export function clock(at) {
  return new Intl.DateTimeFormat(locale(), {
    timeZone: ZONE,
    hour: "numeric",
    minute: "2-digit",
    hour12: false,
  }).format(at);
}

export function clockWithSeconds(at) {
  const parts = { timeZone: ZONE, hour: "2-digit", minute: "2-digit", second: "2-digit", hour12: false };
  return new Intl.DateTimeFormat(locale(), parts).format(at);
}

export function dayAndTime(at) {
  return new Intl.DateTimeFormat(locale(), { timeZone: ZONE, dateStyle: "medium", timeStyle: "medium" }).format(at);
}

// One key a day, for the line between two days.
export function dayKey(at) {
  return new Intl.DateTimeFormat("sv-SE", { timeZone: ZONE }).format(at);
}

export function dayWords(at, now) {
  if (dayKey(at) === dayKey(now)) return t("today");
  if (dayKey(at) === dayKey(now - 86_400_000)) return t("yesterday");
  const far = dayKey(at).slice(0, 4) !== dayKey(now).slice(0, 4);
  return new Intl.DateTimeFormat(locale(), {
    timeZone: ZONE,
    year: far ? "numeric" : undefined,
    month: language() === "en" ? "short" : "numeric",
    day: "numeric",
    weekday: "short",
  }).format(at);
}

// A date picker's idea of now, in the same zone.
export function nowFor(mode, at) {
  const stamp = new Intl.DateTimeFormat("sv-SE", {
    timeZone: ZONE,
    dateStyle: "short",
    timeStyle: "short",
  }).format(at);
  const [date, time] = stamp.split(" ");
  return mode === "date" ? date : mode === "time" ? time : `${date}T${time}`;
}
