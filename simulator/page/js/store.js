// What the page knows: people, their chats, the quota and the wire, kept up to date from the stream.

import { MOST_PHONES, ServerError, Stream, server } from "./server.js";
import { digTunnels } from "./urls.js";

const WIRE_KEPT = 400;
const BUBBLES_KEPT = 300;

export class Store extends EventTarget {
  constructor() {
    super();
    this.people = new Map();
    this.groups = new Map();
    this.total = 0;
    this.wire = [];
    this.seq = 0;
    this.ahead = 0;
    this.online = false;
    this.stream = new Stream({
      heard: (event) => this.hear(event),
      lost: () => this.setOnline(false),
      found: () => this.setOnline(true),
    });
  }

  async start() {
    await this.reread();
  }

  // The whole state again: at the start, after a reset, and when an event went missing.
  async reread() {
    if (this.reading) return this.reading;
    this.reading = this.read();
    try {
      await this.reading;
    } finally {
      this.reading = null;
    }
  }

  async read() {
    this.stream.close();
    try {
      const [state, wire] = [await server.state(), await server.wire()];
      this.bot = state.bot;
      this.quota = state.quota;
      digTunnels(state.tunnels);
      this.seq = state.seq;
      this.ahead = state.now - Date.now();
      this.people = new Map(state.people.map((person) => [person.id, person]));
      this.groups = new Map((state.groups ?? []).map((group) => [group.id, group]));
      this.total = state.total ?? this.people.size;
      this.wire = wire?.entries ?? [];
      this.setOnline(true);
      this.tell("state");
      this.stream.open(this.seq);
    } catch (problem) {
      this.setOnline(false);
      setTimeout(() => this.reread(), 1000);
      if (!(problem instanceof ServerError)) throw problem;
    }
  }

  hear(event) {
    if (event.type === "reset") return this.reread();
    if (!Number.isInteger(event.seq) || event.seq <= this.seq) return undefined;
    if (event.seq !== this.seq + 1) return this.reread();
    this.seq = event.seq;
    this.stream.seq = event.seq;
    this.apply(event);
    return undefined;
  }

  apply(event) {
    const person = this.people.get(typeof event.person === "string" ? event.person : event.person?.id);
    switch (event.type) {
      case "bubble":
        if (person) keep(person.messages, event.bubble, BUBBLES_KEPT);
        this.ahead = Math.max(this.ahead, event.bubble.at - Date.now());
        break;
      case "person":
        if (person) Object.assign(person, event.person, { messages: person.messages });
        else if (this.people.size < MOST_PHONES)
          this.people.set(event.person.id, { messages: [], ...event.person });
        break;
      case "removed":
        for (const bubble of person?.messages ?? []) if (bubble.id === event.message) bubble.unsent = true;
        break;
      case "read":
        for (const bubble of person?.messages ?? [])
          if (bubble.from === "person" && bubble.at <= event.upto) bubble.read = true;
        break;
      case "group":
        this.groups.set(event.group.id, {
          ...event.group,
          messages: this.groups.get(event.group.id)?.messages ?? [],
        });
        break;
      case "group-bubble":
        keep(this.groups.get(event.group)?.messages ?? [], event.bubble, BUBBLES_KEPT);
        break;
      case "clock":
        this.ahead = event.now - Date.now();
        break;
      case "quota":
        this.quota = event.quota;
        break;
      case "wire":
        keep(this.wire, event.entry, WIRE_KEPT);
        break;
      default:
        break;
    }
    this.tell(event.type, event);
  }

  // The stand-in's clock, which may have been set ahead of this computer's.
  now() {
    return Date.now() + this.ahead;
  }

  setOnline(online) {
    if (this.online === online) return;
    this.online = online;
    this.tell("online");
  }

  tell(type, detail = {}) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}

function keep(list, item, most) {
  const at = list.findIndex((one) => one.id === item.id);
  if (at >= 0) list[at] = item;
  else list.push(item);
  list.splice(0, Math.max(0, list.length - most));
}
