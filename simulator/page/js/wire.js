// The drawer that shows what went over the wire, newest first, with both bodies and the quota left.

import { copyText } from "./copy.js";
import { el } from "./dom.js";
import { icon } from "./icons.js";
import { clockWithSeconds } from "./time.js";
import { t } from "./words.js";

export class WireDrawer {
  constructor(store) {
    this.store = store;
    this.rows = new Map();
    this.direction = "all";
    this.list = el("ol", { class: "wire-list" });
    this.empty = el("p", { class: "wire-empty" }, t("wireEmpty"));
    const choose = el("select", { "aria-label": t("wireFilter") }, [
      el("option", { value: "all" }, t("everything")),
      el("option", { value: "to_bot" }, t("toBot")),
      el("option", { value: "from_bot" }, t("fromBotWire")),
    ]);
    choose.addEventListener("change", () => {
      this.direction = choose.value;
      this.redraw();
    });
    const shut = el(
      "button",
      { class: "round", type: "button", "aria-label": t("close"), on: { click: () => this.toggle(false) } },
      icon("close"),
    );
    this.element = el(
      "aside",
      { class: "wire", id: "wire", "aria-labelledby": "wire-title", tabindex: -1, hidden: true },
      el("div", { class: "wire-head" }, el("h2", { id: "wire-title" }, t("wire")), choose, shut),
      this.empty,
      this.list,
    );
    this.element.addEventListener("keydown", (event) => event.key === "Escape" && this.toggle(false));
    this.button = el(
      "button",
      {
        class: "tool",
        type: "button",
        "aria-expanded": "false",
        "aria-controls": "wire",
        on: { click: () => this.toggle() },
      },
      icon("wire"),
      el("span", {}, t("wire")),
    );
  }

  toggle(open = this.element.hidden) {
    this.element.hidden = !open;
    document.body.classList.toggle("with-wire", open);
    this.button.setAttribute("aria-expanded", String(open));
    if (open) {
      this.redraw();
      this.element.focus({ preventScroll: true });
    } else {
      this.button.focus({ preventScroll: true });
    }
  }

  redraw() {
    if (this.element.hidden) return;
    this.rows.clear();
    this.list.replaceChildren();
    for (const entry of this.store.wire) this.add(entry);
    this.empty.hidden = this.rows.size > 0;
  }

  add(entry) {
    if (this.element.hidden || (this.direction !== "all" && entry.direction !== this.direction)) return;
    const row = this.draw(entry);
    const old = this.rows.get(entry.id);
    if (old) {
      row.firstChild.open = old.firstChild.open;
      old.replaceWith(row);
    } else {
      this.list.prepend(row);
    }
    this.rows.set(entry.id, row);
    this.empty.hidden = true;
    const kept = new Set(this.store.wire.map((one) => one.id));
    for (const [id, stale] of this.rows) {
      if (kept.has(id)) continue;
      stale.remove();
      this.rows.delete(id);
    }
  }

  draw(entry) {
    const toBot = entry.direction === "to_bot";
    const good = Number.isInteger(entry.status) && entry.status < 400;
    const summary = el(
      "summary",
      {},
      el(
        "span",
        { class: `way ${toBot ? "way-to" : "way-from"}` },
        icon(toBot ? "right" : "left"),
        t(toBot ? "toBot" : "fromBotWire"),
      ),
      el(
        "span",
        { class: "wire-call" },
        el("b", {}, String(entry.method ?? "")),
        " ",
        String(entry.path ?? ""),
      ),
      el("span", { class: `status-code ${good ? "good" : "bad"}` }, entry.status ?? t("noAnswer")),
      el(
        "span",
        { class: "wire-facts numbers" },
        clockWithSeconds(entry.at),
        " · ",
        t("took", { ms: milliseconds(entry.ms) }),
        left(entry),
      ),
    );
    const details = el("details", { class: "entry" }, summary);
    details.addEventListener(
      "toggle",
      () => details.open && details.childElementCount === 1 && details.append(bodies(entry)),
    );
    return el("li", { "data-entry": entry.id }, details);
  }
}

const milliseconds = (ms) => (Number.isFinite(ms) ? (ms < 10 ? ms.toFixed(1) : Math.round(ms)) : "–");
const left = (entry) =>
  Number.isInteger(entry.quota_left) ? ` · ${t("left", { left: entry.quota_left.toLocaleString() })}` : "";

function bodies(entry) {
  return el(
    "div",
    { class: "bodies" },
    entry.requestId && el("p", { class: "quiet numbers" }, `${t("requestId")} ${entry.requestId}`),
    body(t("request"), t("copyRequest"), entry.request),
    body(t("response"), t("copyResponse"), entry.response),
  );
}

function body(title, label, text) {
  const pretty = laidOut(text);
  const button = el("button", { class: "round", type: "button", "aria-label": label }, icon("copy"));
  button.addEventListener("click", async () => {
    button.classList.toggle("done", await copyText(pretty));
    setTimeout(() => button.classList.remove("done"), 1200);
  });
  return el(
    "section",
    {},
    el("div", { class: "body-head" }, el("h3", {}, title), button),
    el("pre", { tabindex: 0 }, pretty || t("empty")),
  );
}

// JSON with its structure visible; anything else, also JSON that was cut, as it came.
function laidOut(text) {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return String(text ?? "");
  }
}
