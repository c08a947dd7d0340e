// What a bot is tried with: the clock, faults, the plan, and what was counted meanwhile.

import { el } from "./dom.js";
import { faults } from "./faults.js";
import { server, ServerError } from "./server.js";
import { field } from "./sheet.js";
import { dayAndTime, nowFor } from "./time.js";
import { t } from "./words.js";

const HOUR = 3_600_000;
const PLANS = ["communication", "light", "standard", "unlimited"];

export function openPanel(sheet, store) {
  const problem = el("p", { class: "problem", role: "alert", hidden: true });
  const attempt = async (work) => {
    problem.hidden = true;
    try {
      await work();
    } catch (trouble) {
      if (!(trouble instanceof ServerError)) throw trouble;
      problem.textContent = trouble.message;
      problem.hidden = false;
    }
  };
  const wrong = part(t("faults"), ...faults(store, attempt));
  const parts = [clock(store, attempt), wrong, plan(store, attempt), counters(attempt)];
  sheet.open(t("trials"), el("div", { class: "panel" }, problem, parts));
}

const part = (title, ...children) => el("section", { class: "panel-part" }, el("h3", {}, title), children);

function press(words, work) {
  return el("button", { class: "tool", type: "button", on: { click: work } }, words);
}

function clock(store, attempt) {
  const told = el("p", { class: "numbers", role: "status" });
  const wanted = el("input", { class: "moment", type: "datetime-local", required: true });
  const tell = () => {
    told.textContent = t("clockAt", { time: dayAndTime(store.now()) });
    wanted.value = nowFor("datetime", store.now());
  };
  const move = (where) => () =>
    attempt(async () => {
      const { now } = await server.moveClock(where());
      store.ahead = now - Date.now();
      tell();
    });
  const set = move(() => ({ at: `${wanted.value}:00+09:00` }));
  tell();
  return part(
    t("theClock"),
    told,
    el(
      "div",
      { class: "panel-row" },
      press(t("hourOn"), move(() => ({ forward_ms: HOUR }))),
      press(t("dayOn"), move(() => ({ forward_ms: 24 * HOUR }))),
      press(t("backToNow"), move(() => ({ now: true }))),
    ),
    el(
      "div",
      { class: "panel-set" },
      field(t("clockTo"), wanted),
      press(t("setClock"), () => (wanted.value ? set() : wanted.focus())),
    ),
  );
}

function plan(store, attempt) {
  const { type, value, used } = store.quota ?? {};
  const sizes = { communication: 200, light: 5000, standard: 30000 };
  const now = type === "none" ? "unlimited" : PLANS.find((name) => sizes[name] === value);
  const select = el("select", {}, [
    now ? null : el("option", { value: "", selected: true }, t("plan_own")),
    PLANS.map((name) => el("option", { value: name, selected: name === now }, t(`plan_${name}`))),
  ]);
  select.addEventListener(
    "change",
    () => select.value && attempt(() => server.turn({ quota: { plan: select.value } })),
  );
  const spent = el("input", { type: "number", min: 0, step: 1, value: used ?? 0, inputmode: "numeric" });
  spent.addEventListener("change", () =>
    attempt(() => server.turn({ quota: { used: Math.max(0, Math.trunc(Number(spent.value)) || 0) } })),
  );
  return part(
    t("thisMonth"),
    el("div", { class: "panel-fields" }, field(t("thePlan"), select), field(t("planUsed"), spent)),
  );
}

function counters(attempt) {
  const place = el("div", { class: "panel-counts", tabindex: 0, role: "group", "aria-label": t("counted") });
  const count = () => attempt(async () => place.replaceChildren(drawn(await server.effects())));
  count();
  return part(t("counted"), place, press(t("refresh"), count));
}

function drawn({ endpoints, doubled }) {
  const names = Object.keys(endpoints);
  if (!names.length) return el("p", { class: "quiet" }, t("nothingCounted"));
  const cell = (number) => el("td", { class: "numbers" }, Number(number).toLocaleString());
  return el(
    "div",
    {},
    el("p", {}, t("doubled", { count: Number(doubled.messages).toLocaleString() })),
    el(
      "table",
      {},
      el(
        "thead",
        {},
        el(
          "tr",
          {},
          ["countedCall", "requests", "acceptedCalls", "overruns", "busiest"].map((word) =>
            el("th", { scope: "col" }, t(word)),
          ),
        ),
      ),
      el(
        "tbody",
        {},
        names.map((name) => {
          const { requests, accepted, overruns, busiest_second: busiest } = endpoints[name];
          // A long path is broken where it has a stroke.
          const steps = name.replace("/v2/bot/", "").split(/(?<=\/)/);
          return el(
            "tr",
            {},
            el("th", { scope: "row" }, steps.map((step) => [step, el("wbr")])),
            [requests, accepted, overruns, busiest].map(cell),
          );
        }),
      ),
    ),
  );
}
