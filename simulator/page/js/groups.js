// A group chat as a column: members talk, mention the bot, and its answers appear.

import { el } from "./dom.js";
import { drawMessage } from "./messages/message.js";
import { server, ServerError } from "./server.js";
import { field, form } from "./sheet.js";
import { clock } from "./time.js";
import { t } from "./words.js";

export class GroupChat {
  constructor(store, id) {
    Object.assign(this, { store, id });
    this.title = el("h2", {});
    this.list = el("ol", { class: "group-list", "aria-live": "polite", tabindex: 0 });
    this.state = el("span", { class: "quiet" });
    this.door = el("button", { class: "tool", type: "button", on: { click: () => this.moveBot() } });
    this.speaker = el("select", { "aria-label": t("groupSpeaker") });
    this.words = el("input", { type: "text", maxlength: 5000, "aria-label": t("write"), placeholder: t("write") });
    this.mention = el("input", { type: "checkbox" });
    this.problem = el("p", { class: "problem", role: "alert", hidden: true });
    const write = el(
      "form",
      { class: "group-write" },
      this.speaker,
      el("label", { class: "group-mention" }, this.mention, t("mentionBot")),
      this.words,
      el("button", { class: "primary", type: "submit" }, t("send")),
    );
    write.addEventListener("submit", (event) => {
      event.preventDefault();
      this.say();
    });
    this.element = el(
      "section",
      { class: "group-chat", "data-group": id },
      el("header", {}, this.title, this.state, this.door),
      this.list,
      this.problem,
      write,
    );
    this.settle();
    for (const bubble of this.group().messages) this.add(bubble);
  }

  group = () => this.store.groups.get(this.id);

  settle() {
    const group = this.group();
    const chosen = this.speaker.value;
    this.title.textContent = group.name;
    this.element.setAttribute("aria-label", t("groupOf", { name: group.name }));
    this.list.setAttribute("aria-label", t("groupOf", { name: group.name }));
    this.state.textContent = t(group.bot ? "botIn" : "botOut");
    this.door.textContent = t(group.bot ? "removeBot" : "inviteBot");
    this.speaker.replaceChildren(
      ...group.members.map((id) =>
        el("option", { value: id, selected: id === chosen }, this.store.people.get(id)?.name ?? id.slice(0, 6)),
      ),
    );
  }

  hear(event) {
    if (event.type === "group") this.settle();
    else this.add(event.bubble);
  }

  add(bubble) {
    const own = bubble.from === "person";
    const name = own ? bubble.sender?.name : (bubble.sender?.name ?? this.store.bot.displayName);
    const message = bubble.unsent
      ? el("p", { class: "quiet" }, t("unsentByBot"))
      : drawMessage(bubble.message, { pc: false, perform: () => {} });
    const row = el(
      "li",
      { class: own ? "said" : "said by-bot", "data-message": bubble.id },
      el("div", { class: "said-by" }, String(name ?? ""), " ", el("time", {}, clock(bubble.at))),
      message,
    );
    const old = [...this.list.children].find((one) => one.dataset.message === bubble.id);
    if (old) old.replaceWith(row);
    else this.list.append(row);
    this.list.scrollTop = this.list.scrollHeight;
  }

  say() {
    const text = this.words.value.trim();
    if (!text || !this.speaker.value) return this.words.focus();
    const said = { person: this.speaker.value, text, ...(this.mention.checked ? { to: "bot" } : {}) };
    return this.attempt(async () => {
      await server.sayInGroup(this.id, said);
      this.words.value = "";
    });
  }

  moveBot() {
    return this.attempt(() => (this.group().bot ? server.removeBot(this.id) : server.inviteBot(this.id)));
  }

  async attempt(work) {
    this.problem.hidden = true;
    try {
      await work();
    } catch (trouble) {
      if (!(trouble instanceof ServerError)) throw trouble;
      this.problem.textContent = trouble.message;
      this.problem.hidden = false;
    }
  }
}

// Name and members of a new group; the bot is in it from the start.
export function askForGroup(sheet, store) {
  if (!store.people.size) return sheet.open(t("addGroup"), el("p", {}, t("needPeople")));
  const name = el("input", { type: "text", maxlength: 60, required: true, autocomplete: "off" });
  const members = [...store.people.values()].map((person, place) => {
    const box = el("input", { type: "checkbox", value: person.id, checked: place < 3 });
    return el("label", { class: "group-member" }, box, person.name);
  });
  const asked = form(
    [
      field(t("groupName"), name),
      el("fieldset", { class: "group-members" }, el("legend", {}, t("groupMembers")), members),
    ],
    t("add"),
    async (element) => {
      if (!name.value.trim()) return name.focus();
      const chosen = [...element.querySelectorAll(".group-member input:checked")].map((box) => box.value);
      try {
        await server.addGroup({ name: name.value.trim(), members: chosen });
        sheet.close();
      } catch (problem) {
        if (!(problem instanceof ServerError)) throw problem;
        return problem.message;
      }
      return null;
    },
  );
  return sheet.open(t("addGroup"), asked, { focus: name });
}
