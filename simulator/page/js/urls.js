// Decides which addresses sent by others may be opened or loaded; everything else is not an address.

let tunnels = [];

// {public address: the one on this machine}: the bot's own pictures and pages are loaded from the latter.
export function digTunnels(wanted) {
  tunnels = Object.entries(wanted ?? {});
}

function inside(address) {
  const [outer, inner] = tunnels.find(([outer]) => /^$|^[/?#]/.test(rest(address, outer))) ?? [];
  return outer === undefined ? address : inner + rest(address, outer);
}

function rest(address, outer) {
  return address.startsWith(outer) ? address.slice(outer.length) : "elsewhere";
}

function parsed(value) {
  try {
    return new URL(inside(String(value)));
  } catch {
    return null;
  }
}

// Pictures, video and sound: http and https only, and our own content paths.
export function mediaUrl(value) {
  if (typeof value === "string" && /^\/_stand-in\/(content|menu-image)\/[\w-]+$/.test(value)) return value;
  const url = parsed(value);
  return url && (url.protocol === "http:" || url.protocol === "https:") ? url.href : null;
}

// What a tap may open: http, https and tel.
export function linkUrl(value) {
  const url = parsed(value);
  return url && ["http:", "https:", "tel:"].includes(url.protocol) ? url.href : null;
}

// Links a chat app answers itself instead of opening a browser, as {kind, text?}.
export function appLink(value) {
  const url = parsed(value);
  if (!url) return null;
  const path =
    url.protocol === "line:" ? `${url.host}${url.pathname}` : url.host === "line.me" ? url.pathname : null;
  if (path === null) return null;
  const steps = path.split("/").filter((step) => step && step !== "R");
  const [first, second] = steps;
  if (first === "nv" && second === "location") return { kind: "location" };
  if (first === "nv" && second === "camera") return { kind: "camera" };
  if (first === "nv" && second === "cameraRoll") return { kind: "cameraRoll" };
  if (first === "oaMessage") return { kind: "write", text: decoded(url.search.slice(1)) };
  if (first === "ti" && second === "p") return { kind: "friend" };
  return url.protocol === "line:" ? { kind: "unknown" } : null;
}

function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
