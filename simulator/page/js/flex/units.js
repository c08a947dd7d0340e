// Turns Flex's keywords, pixels and percentages into CSS lengths, and refuses everything else.

export const FONT = {
  xxs: 11,
  xs: 13,
  sm: 14,
  md: 16,
  lg: 19,
  xl: 22,
  xxl: 29,
  "3xl": 35,
  "4xl": 48,
  "5xl": 74,
};
export const SPACE = { none: 0, xs: 2, sm: 4, md: 8, lg: 12, xl: 16, xxl: 20 };
export const BUBBLE = { nano: 120, micro: 160, deca: 220, hecto: 241, kilo: 260, mega: 300, giga: 500 };
const IMAGE = {
  xxs: 40,
  xs: 60,
  sm: 80,
  md: 100,
  lg: 120,
  xl: 140,
  xxl: 160,
  "3xl": 180,
  "4xl": 200,
  "5xl": 220,
};
const BORDER = { none: 0, light: 0.5, normal: 1, medium: 2, "semi-bold": 3, bold: 4 };
const LENGTH = /^-?\d{1,5}(\.\d{1,4})?(px|%)$/;
const COLOR = /^#(?:[0-9a-f]{3}|[0-9a-f]{6}|[0-9a-f]{8})$/i;

function length(value, keywords) {
  if (typeof value !== "string") return null;
  if (Object.hasOwn(keywords, value)) return `${keywords[value]}px`;
  return LENGTH.test(value) ? value : null;
}

export const space = (value) => length(value, SPACE);
export const borderWidth = (value) => length(value, BORDER);
export const measure = (value) => length(value, {});
export const imageWidth = (value) =>
  value === "full" ? "100%" : (length(value ?? "md", IMAGE) ?? `${IMAGE.md}px`);

export function color(value) {
  return typeof value === "string" && COLOR.test(value) ? value : null;
}

// A text size; with scaling it follows the letter size the reader chose in the app.
export function fontSize(value, scaling, fallback = "md") {
  const plain = length(value ?? fallback, FONT) ?? `${FONT[fallback]}px`;
  if (plain.endsWith("%")) return `${FONT[fallback]}px`;
  return scaling ? `calc(${plain} * var(--letter, 1))` : plain;
}

export function ratio(value, most = 3) {
  const match = /^(\d{1,6}(?:\.\d+)?):(\d{1,6}(?:\.\d+)?)$/.exec(value ?? "");
  if (!match) return "1 / 1";
  const [width, height] = [Number(match[1]), Number(match[2])];
  if (!(width > 0 && height > 0)) return "1 / 1";
  return `${width} / ${Math.min(height, width * most)}`;
}

export function gradient(background) {
  if (!background || background.type !== "linearGradient") return null;
  const [from, to] = [color(background.startColor), color(background.endColor)];
  const angle = /^\d{1,3}(\.\d+)?deg$/.test(background.angle ?? "") ? background.angle : null;
  if (!from || !to || !angle) return null;
  const middle = color(background.centerColor);
  const at = /^\d{1,3}(\.\d+)?%$/.test(background.centerPosition ?? "") ? background.centerPosition : "50%";
  return `linear-gradient(${angle}, ${from}, ${middle ? `${middle} ${at}, ` : ""}${to})`;
}
