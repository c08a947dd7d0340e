// Our own stickers: one round rice-cake friend in twelve moods, chosen by keyword or by sticker id.

import { numberFor, svg } from "./dom.js";

const INK = "#33413B";
const EYES = {
  open: "M36 46v4 M64 46v4",
  smiling: "M31 49q5-7 10 0 M59 49q5-7 10 0",
  closed: "M31 47q5 5 10 0 M59 47q5 5 10 0",
  tight: "M32 44l8 4-8 4 M68 44l-8 4 8 4",
  down: "M31 51l9-4 M69 51l-9-4",
};
const MOUTHS = {
  smile: "M42 58q8 8 16 0",
  wide: "M41 57q9 13 18 0Z",
  small: "M46 60h8",
  wave: "M42 61q4-4 8 0t8 0",
  round: "M50 57a4 4 0 1 0 0 8 4 4 0 0 0 0-8Z",
  sad: "M43 63q7-7 14 0",
};

// Extras are strokes beside the face: a hand, a heart, a tear, letters of sleep.
const MOODS = [
  mood(
    "hello",
    ["hello", "hi", "wave", "こんにちは", "おはよう"],
    "#F4E3B5",
    "smiling",
    "wide",
    "M82 40q8-6 6-16 M90 44q9-3 11-12",
  ),
  mood(
    "thanks",
    ["thanks", "thank", "ありがとう"],
    "#CFE8D8",
    "smiling",
    "smile",
    "M42 88 50 70 58 88 M92 22v14 M85 29h14",
  ),
  mood("ok", ["ok", "okay", "good", "yes", "はい", "了解"], "#CFE3F2", "open", "smile", "M80 66l7 8 15-20"),
  mood(
    "happy",
    ["happy", "joy", "smile", "laugh", "うれしい"],
    "#FBD9C4",
    "smiling",
    "wide",
    "M12 30l6 5 M10 44h7 M88 30l-6 5 M90 44h-7",
  ),
  mood(
    "love",
    ["love", "heart", "like", "すき"],
    "#F7D3DC",
    "smiling",
    "smile",
    "M88 34c-9-8-14 2 0 12 14-10 9-20 0-12Z",
  ),
  mood(
    "sorry",
    ["sorry", "apologize", "bow", "ごめん"],
    "#E2DCEE",
    "closed",
    "sad",
    "M80 24q-5 8 0 10 5-2 0-10Z",
  ),
  mood("cry", ["cry", "sad", "tear", "かなしい"], "#D3E4EE", "down", "sad", "M33 56v12 M67 56v12"),
  mood(
    "surprise",
    ["surprise", "shock", "wow", "びっくり"],
    "#F4E3B5",
    "open",
    "round",
    "M50 4v10 M32 8l4 9 M68 8l-4 9",
  ),
  mood("angry", ["angry", "mad", "no", "おこる"], "#F3C9BE", "tight", "wave", "M80 20l12 10 M92 20 80 30"),
  mood(
    "sleepy",
    ["sleep", "night", "tired", "おやすみ"],
    "#D9DAEC",
    "closed",
    "small",
    "M78 30h9l-9 10h9 M92 14h7l-7 8h7",
  ),
  mood(
    "cheer",
    ["cheer", "fight", "go", "がんばる"],
    "#DDEBC2",
    "open",
    "wide",
    "M10 60q-2-14 8-18 M90 60q2-14-8-18",
  ),
  mood(
    "think",
    ["think", "question", "why", "hm", "はてな"],
    "#E9E3D6",
    "down",
    "small",
    "M82 22q0-9 8-9t8 8q0 6-8 9v5 M90 42v.5",
  ),
];

function mood(name, words, ground, eyes, mouth, extra) {
  return { name, words, ground, eyes, mouth, extra };
}

// Ids that a bot may send as well, so a sticker picked here looks the same when it comes back.
export const PICKER = MOODS.map((one, index) => ({
  packageId: "446",
  stickerId: String(1988 + index),
  name: one.name,
}));

export function moodOf(sticker) {
  const keywords = (Array.isArray(sticker.keywords) ? sticker.keywords : []).map((word) =>
    String(word).toLowerCase(),
  );
  const byWord = MOODS.find((one) => keywords.some((word) => one.words.includes(word)));
  if (byWord) return byWord;
  const id = Number(sticker.stickerId);
  const steady = Number.isSafeInteger(id)
    ? id - 1988
    : numberFor(`${sticker.packageId}/${sticker.stickerId}`);
  return MOODS[((steady % MOODS.length) + MOODS.length) % MOODS.length];
}

export function drawSticker(sticker, label) {
  const { ground, eyes, mouth, extra } = moodOf(sticker);
  const line = (d, width, fill = "none") =>
    svg("path", {
      d,
      fill,
      stroke: INK,
      "stroke-width": width,
      "stroke-linecap": "round",
      "stroke-linejoin": "round",
    });
  return svg(
    "svg",
    { class: "sticker", viewBox: "0 0 110 100", role: "img", "aria-label": label },
    svg("ellipse", { cx: 50, cy: 92, rx: 32, ry: 4, fill: "#0000001A" }),
    svg("path", {
      d: "M50 18c26 0 38 20 38 40S76 92 50 92 12 78 12 58s12-40 38-40Z",
      fill: ground,
      stroke: INK,
      "stroke-width": 2.6,
    }),
    svg("ellipse", { cx: 29, cy: 59, rx: 5, ry: 3.4, fill: "#E79A8B99" }),
    svg("ellipse", { cx: 71, cy: 59, rx: 5, ry: 3.4, fill: "#E79A8B99" }),
    line(EYES[eyes], 3.6),
    line(MOUTHS[mouth], 3, mouth === "wide" ? "#B8564A" : "none"),
    line(extra, 3, "none"),
  );
}

// Emoji inside a text: a small face in the mood its ids happen to name.
export function drawEmoji(emoji, label) {
  const one = MOODS[numberFor(`${emoji.productId}/${emoji.emojiId}`) % MOODS.length];
  return svg(
    "svg",
    { class: "emoji", viewBox: "10 16 80 80", role: "img", "aria-label": label },
    svg("circle", { cx: 50, cy: 55, r: 37, fill: one.ground, stroke: INK, "stroke-width": 4 }),
    svg("path", {
      d: EYES[one.eyes],
      fill: "none",
      stroke: INK,
      "stroke-width": 6,
      "stroke-linecap": "round",
    }),
    svg("path", {
      d: MOUTHS[one.mouth],
      fill: "none",
      stroke: INK,
      "stroke-width": 5,
      "stroke-linecap": "round",
    }),
  );
}
