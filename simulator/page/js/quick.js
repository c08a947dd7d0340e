// Quick replies: a row of buttons under the newest message, gone once answered or overtaken.

import { el } from "./dom.js";
import { icon } from "./icons.js";
import { strip } from "./strip.js";
import { tapElement } from "./tap.js";
import { picture } from "./flex/pictures.js";
import { mediaUrl } from "./urls.js";
import { t } from "./words.js";

const ICONS = { camera: "camera", cameraRoll: "photo", location: "pin", datetimepicker: "calendar" };
// These stay until something has really been sent.
const STAY = new Set(["camera", "cameraRoll", "location", "datetimepicker"]);

export class QuickReplies {
  constructor(phone) {
    this.phone = phone;
    this.used = new Set();
    this.element = el("div", { class: "quick", hidden: true });
  }

  redraw() {
    const { messages, pc, blocked } = this.phone.person();
    const newest = messages.at(-1);
    const offers = newest?.from === "bot" && !newest.unsent && !pc && !blocked;
    const items = offers ? newest.message?.quickReply?.items : null;
    const shown = Array.isArray(items) && items.length && !this.used.has(newest.id) ? newest : null;
    if (shown?.id === this.shown) return;
    this.shown = shown?.id;
    this.element.hidden = !shown;
    this.element.replaceChildren();
    if (!shown) return;
    const buttons = items.slice(0, 13).map((item) => this.button(item, shown));
    this.element.append(strip(buttons, t("quickReplies"), { class: "quick-row" }));
  }

  button(item, bubble) {
    const action = item?.action ?? {};
    const scene = this.phone.scene(bubble);
    const press = tapElement(
      action,
      { ...scene, perform: (...given) => this.press(action, bubble, scene, given) },
      { class: "quick-reply" },
    );
    const address = mediaUrl(item?.imageUrl);
    if (address) press.append(picture(address));
    else if (ICONS[action.type]) press.append(icon(ICONS[action.type]));
    press.append(el("span", {}, String(action.label ?? "")));
    if (action.type === "uri") press.addEventListener("click", () => this.dismiss(bubble));
    return press;
  }

  press(action, bubble, scene, given) {
    if (!STAY.has(action.type)) this.dismiss(bubble);
    scene.perform(...given);
  }

  dismiss(bubble) {
    if (this.used.has(bubble.id)) return;
    // Only for the keyboard: on a touch screen a focused field would raise the screen's own.
    const within = this.element.querySelector(":focus-visible") !== null;
    this.used.add(bubble.id);
    this.redraw();
    if (within) this.phone.focus();
  }
}
