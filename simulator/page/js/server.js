// Speaks to the stand-in's control paths: requests, and the stream of what happens.

import { t } from "./words.js";

const ROOT = "/_stand-in";

export class ServerError extends Error {
  constructor(words, status = 0) {
    super(words);
    this.status = status;
  }
}

async function ask(method, path, { json, body, type } = {}) {
  const headers =
    json !== undefined ? { "Content-Type": "application/json" } : type ? { "Content-Type": type } : {};
  let answer;
  try {
    answer = await fetch(ROOT + path, {
      method,
      headers,
      body: json !== undefined ? JSON.stringify(json) : body,
    });
  } catch {
    throw new ServerError(t("offline"));
  }
  const words = await answer.text();
  const value = parsed(words);
  if (!answer.ok) throw new ServerError(String(value?.message ?? `${answer.status}`), answer.status);
  return value;
}

function parsed(words) {
  try {
    return JSON.parse(words);
  } catch {
    return null;
  }
}

const of = (uid, verb) => `/people/${encodeURIComponent(uid)}/${verb}`;

const ofGroup = (gid, verb) => `/groups/${encodeURIComponent(gid)}/${verb}`;

// A desk with more phones than this helps nobody; the others are there all the same.
export const MOST_PHONES = 60;

export const server = {
  state: () => ask("GET", `/state?limit=${MOST_PHONES}`),
  wire: () => ask("GET", "/wire?limit=200"),
  gallery: () => ask("GET", "/gallery"),
  addPerson: (person) => ask("POST", "/people", { json: person }),
  change: (uid, parts) => ask("PATCH", `/people/${encodeURIComponent(uid)}`, { json: parts }),
  friendship: (uid, verb) => ask("POST", of(uid, verb), { json: {} }),
  say: (uid, text, quote) => ask("POST", of(uid, "say"), { json: quote ? { text, quote } : { text } }),
  act: (uid, action, params, bubble) => ask("POST", of(uid, "act"), { json: { action, params, bubble } }),
  watched: (uid, message) => ask("POST", of(uid, "watched"), { json: { message } }),
  sticker: (uid, { packageId, stickerId }) =>
    ask("POST", of(uid, "sticker"), { json: { packageId, stickerId } }),
  pin: (uid, place) => ask("POST", of(uid, "pin"), { json: place }),
  photo: (uid, file) =>
    ask("POST", of(uid, "photo"), { body: file, type: file.type || "application/octet-stream" }),
  dials: () => ask("GET", "/dials"),
  turn: (dials) => ask("PATCH", "/dials", { json: dials }),
  faults: () => ask("GET", "/faults"),
  setFaults: (wanted) => ask("PUT", "/faults", { json: wanted }),
  moveClock: (wanted) => ask("POST", "/clock", { json: wanted }),
  effects: () => ask("GET", "/effects?limit=0"),
  addGroup: (group) => ask("POST", "/groups", { json: group }),
  sayInGroup: (gid, words) => ask("POST", ofGroup(gid, "say"), { json: words }),
  inviteBot: (gid) => ask("POST", ofGroup(gid, "invite"), { json: {} }),
  removeBot: (gid) => ask("POST", ofGroup(gid, "remove-bot"), { json: {} }),
  unsend: (uid, message) => ask("POST", of(uid, "unsend"), { json: { message } }),
};

// Listens from just after `seq`; comes back by itself, a little later each time, up to five seconds.
export class Stream {
  constructor({ heard, lost, found }) {
    Object.assign(this, { heard, lost, found });
    this.wait = 250;
  }

  open(seq) {
    this.close();
    this.seq = seq;
    this.source = new EventSource(`${ROOT}/events?after=${seq}`);
    this.source.onopen = () => {
      this.wait = 250;
      this.found();
    };
    this.source.onmessage = ({ data }) => {
      const event = parsed(data);
      if (event) this.heard(event);
    };
    this.source.onerror = () => {
      this.close();
      this.lost();
      this.timer = setTimeout(() => this.open(this.seq), this.wait);
      this.wait = Math.min(this.wait * 2, 5000);
    };
  }

  close() {
    clearTimeout(this.timer);
    this.source?.close();
    this.source = null;
  }
}
