// The page's own line icons, drawn on a 24 by 24 grid.

import { svg } from "./dom.js";

const PATHS = {
  send: "M4 12 20 4 15 20 11.5 13.5Z M11.5 13.5 20 4",
  plus: "M12 5v14 M5 12h14",
  minus: "M5 12h14",
  close: "M6 6l12 12 M18 6 6 18",
  smile: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18Z M8.5 14.5c1.8 2.4 5.2 2.4 7 0 M9 9.5v.6 M15 9.5v.6",
  pin: "M12 21s7-6.3 7-11.5A7 7 0 0 0 5 9.5C5 14.7 12 21 12 21Z M12 12a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5Z",
  photo: "M4 5h16v14H4Z M4 16l5-5 4 4 2.5-2.5L20 17 M15.5 9.5h.01",
  camera: "M4 8h3.5L9 5.5h6L16.5 8H20v11H4Z M12 16.5a3.2 3.2 0 1 0 0-6.4 3.2 3.2 0 0 0 0 6.4Z",
  keyboard: "M3 7h18v10H3Z M6.5 10.2h.01 M10 10.2h.01 M14 10.2h.01 M17.5 10.2h.01 M8 14h8",
  menu: "M4 5h7v6H4Z M13 5h7v6h-7Z M4 13h7v6H4Z M13 13h7v6h-7Z",
  up: "M6 15l6-6 6 6",
  down: "M6 9l6 6 6-6",
  left: "M15 6l-6 6 6 6",
  right: "M9 6l6 6-6 6",
  gear: "M5 7h8 M17 7h2 M15 5v4 M5 12h2 M11 12h8 M9 10v4 M5 17h7 M16 17h3 M14 15v4",
  wire: "M4 8h13 M13.5 4.5 17 8l-3.5 3.5 M20 16H7 M10.5 12.5 7 16l3.5 3.5",
  copy: "M8 8h11v12H8Z M5 16V4h11",
  calendar: "M4 6h16v14H4Z M4 10h16 M8 3.5V7 M16 3.5V7",
  reply: "M9 7 4 12l5 5 M4 12h10a6 6 0 0 1 6 6",
  undo: "M8 5 4 9l4 4 M4 9h10a5 5 0 0 1 0 10h-4",
  more: "M6 12h.01 M12 12h.01 M18 12h.01",
  person: "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8Z M4.5 20c1-4 4-5.5 7.5-5.5s6.5 1.5 7.5 5.5",
  people: "M9 12a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7Z M2.5 19c.8-3.4 3.2-4.7 6.5-4.7s5.7 1.3 6.5 4.7 M15.5 5.3a3.5 3.5 0 0 1 0 6.4 M18 14.8c2 .6 3.1 2 3.6 4.2",
  ticket: "M3 7h18v3.5a1.7 1.7 0 0 0 0 3V17H3v-3.5a1.7 1.7 0 0 0 0-3Z M14 7v10",
  file: "M6 3h8l4 4v14H6Z M14 3v4h4",
  search: "M11 18a7 7 0 1 0 0-14 7 7 0 0 0 0 14Z M16 16l4.5 4.5",
  link: "M10 14a4 4 0 0 0 5.7 0l3-3A4 4 0 0 0 13 5.3l-1 1 M14 10a4 4 0 0 0-5.7 0l-3 3a4 4 0 0 0 5.7 5.7l1-1",
};

export function icon(name) {
  return svg(
    "svg",
    { class: "icon", viewBox: "0 0 24 24", "aria-hidden": "true", focusable: "false" },
    svg("path", {
      d: PATHS[name],
      fill: "none",
      stroke: "currentColor",
      "stroke-width": "1.8",
      "stroke-linecap": "round",
      "stroke-linejoin": "round",
    }),
  );
}

// The bot's own face in the chat: two hands that meet, in the town's green.
export function botFace() {
  return svg(
    "svg",
    { class: "face", viewBox: "0 0 40 40", "aria-hidden": "true", focusable: "false" },
    svg("circle", { cx: 20, cy: 20, r: 20, fill: "#07583F" }),
    svg("path", {
      d: "M7 23c4-6 8-6 13-1 5 5 9 5 13-1",
      fill: "none",
      stroke: "#FFFFFF",
      "stroke-width": "3.4",
      "stroke-linecap": "round",
    }),
    svg("circle", { cx: 12, cy: 13.5, r: 3.2, fill: "#FFFFFF" }),
    svg("circle", { cx: 28, cy: 13.5, r: 3.2, fill: "#BFE3CF" }),
  );
}
