// The faults in the panel of trials: which there are, and one more, by chance or for the next few calls.

import { debounce, el } from "./dom.js";
import { icon } from "./icons.js";
import { server } from "./server.js";
import { field } from "./sheet.js";
import { t } from "./words.js";

const KINDS = [
  "error_before",
  "error_after",
  "silence",
  "silence_before",
  "silence_after",
  "reset",
  "reset_before",
  "reset_after",
  "too_fast",
  "month_over",
  "unauthorized",
  "forbidden",
  "refused",
  "slow",
  "odd_object",
  "odd_empty",
  "odd_html",
  "odd_cut",
];
const ENDPOINTS = ["any", "reply", "push", "multicast", "narrowcast", "broadcast", "all"];

// In words where there are some; a fault of a newer stand-in by its own name.
const fault = (kind) => (KINDS.includes(kind) ? t(`fault_${kind}`) : String(kind));
const place = (endpoint) => (["any", "all"].includes(endpoint) ? t(`fault_${endpoint}`) : String(endpoint));

function often({ next, chance }) {
  return next === undefined ? `${Math.round(chance * 1000) / 10} %` : t("faultNext", { count: next });
}

function more({ ms, users }, store) {
  if (ms !== undefined) return t("faultLate", { ms: Number(ms).toLocaleString() });
  if (users === undefined) return null;
  const [first, ...others] = users.map((id) => store.people.get(id)?.name ?? String(id).slice(0, 9));
  return others.length ? t("faultPeople", { name: first, count: others.length }) : first;
}

const number = (value, props) =>
  el("input", { type: "number", inputmode: "numeric", step: 1, value, ...props });

function choices(values, words) {
  return el(
    "select",
    {},
    values.map((value) => el("option", { value }, words(value))),
  );
}

function press(words, work, props = {}) {
  return el("button", { class: "tool", type: "button", on: { click: work }, ...props }, words);
}

export function faults(store, attempt) {
  const list = el("ul", { class: "fault-list", "aria-live": "polite" });
  const seed = number("", { min: 0 });
  let known = [];
  const draw = (answer) => {
    known = answer.faults;
    if (document.activeElement !== seed) seed.value = answer.seed ?? "";
    list.replaceChildren(
      ...(known.length ? known.map(line) : [el("li", { class: "quiet" }, t("noFaults"))]),
    );
  };
  const look = async () => draw(await server.faults());
  // A seed goes along each time, so that the same calls meet the same faults from here on.
  const set = async (wanted) =>
    draw(await server.setFaults(seed.value === "" ? wanted : { ...wanted, seed: Number(seed.value) }));
  const line = (one, at) => {
    const parts = [fault(one.kind), place(one.endpoint), often(one), more(one, store)];
    const words = parts.filter(Boolean).join(" · ");
    const others = () => known.filter((_, other) => other !== at);
    const away = press(icon("close"), () => attempt(() => set({ faults: others() })), {
      class: "round",
      "aria-label": t("removeFault", { fault: words }),
    });
    return el("li", { class: "fault" }, el("span", {}, words), away);
  };
  seed.addEventListener("change", () => attempt(() => set({ faults: known })));
  follow(store, list, () => attempt(look), () => known.some(({ next }) => next !== undefined));
  attempt(look);
  const added = anotherFault(store);
  const add = async () => {
    await look();
    await set({ faults: [...known, added.wanted()] });
  };
  return [
    list,
    el(
      "div",
      { class: "panel-row" },
      press(t("tenPercent"), () => attempt(() => set({ mix: "ten percent" }))),
      press(t("noneWrong"), () => attempt(() => set({ faults: [] }))),
    ),
    added.element,
    press(t("addFault"), () => attempt(add)),
    field(t("faultSeed"), seed),
  ];
}

// Faults that others choose, and calls that use up the next few, are seen while the panel is open.
function follow(store, list, look, counting) {
  const soon = debounce(() => list.isConnected && look(), 300);
  const hear = ({ type }) => {
    if (!list.isConnected) for (const name of ["faults", "wire"]) store.removeEventListener(name, hear);
    else if (type === "faults" || counting()) soon();
  };
  for (const name of ["faults", "wire"]) store.addEventListener(name, hear);
}

function anotherFault(store) {
  const kind = choices(KINDS, fault);
  const where = choices(ENDPOINTS, place);
  const how = choices(["chance", "next"], (way) => t(`fault_by_${way}`));
  const chance = number(10, { min: 0, max: 100 });
  const next = number(1, { min: 1, max: 1_000_000 });
  const late = number(1000, { min: 0, max: 60_000, step: 100 });
  const people = [...store.people.values()].map(({ id, name }) => {
    const box = el("input", { type: "checkbox", value: id });
    return { box, row: el("label", { class: "group-member" }, box, el("span", {}, name)) };
  });
  const whom = el(
    "fieldset",
    { class: "group-members fault-people" },
    el("legend", {}, t("faultUsers")),
    people.length ? people.map(({ row }) => row) : el("p", { class: "quiet" }, t("needPeople")),
  );
  const byChance = field(t("faultChance"), chance);
  const byNumber = field(t("faultCalls"), next);
  const pause = field(t("faultMs"), late);
  const fit = () => {
    byChance.hidden = how.value !== "chance";
    byNumber.hidden = how.value !== "next";
    pause.hidden = kind.value !== "slow";
    whom.hidden = kind.value !== "refused";
  };
  for (const choice of [kind, how]) choice.addEventListener("change", fit);
  fit();
  const element = el(
    "div",
    { class: "panel-fields" },
    field(t("faultKind"), kind),
    field(t("faultWhere"), where),
    field(t("faultHow"), how),
    byChance,
    byNumber,
    pause,
    whom,
  );
  const wanted = () => ({
    kind: kind.value,
    endpoint: where.value,
    ...(how.value === "next"
      ? { next: Number(next.value) }
      : { chance: Math.min(1, Math.max(0, Number(chance.value) / 100)) }),
    ...(kind.value === "slow" ? { ms: Number(late.value) } : {}),
    ...(kind.value === "refused"
      ? { users: people.filter(({ box }) => box.checked).map(({ box }) => box.value) }
      : {}),
  });
  return { element, wanted };
}
