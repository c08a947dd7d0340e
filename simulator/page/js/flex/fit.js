// Shrinks a line of letters until it fits its width, and again whenever the width or the letter size changes.

const SMALLEST = 6;
const watched = new Map();
const observer = new ResizeObserver((entries) => {
  for (const { target } of entries) fit(target);
});

export function shrinkToFit(words) {
  words.classList.add("fx-shrinks");
  watched.set(words, words.style.fontSize);
  observer.observe(words);
}

// A change of letter size moves no box by itself, so it is told here.
export function refit(root) {
  for (const words of root.querySelectorAll(".fx-shrinks")) fit(words);
}

export function forget(root) {
  for (const words of root.querySelectorAll(".fx-shrinks")) {
    observer.unobserve(words);
    watched.delete(words);
  }
}

function fit(words) {
  if (!words.clientWidth) return;
  words.style.fontSize = watched.get(words);
  const full = parseFloat(getComputedStyle(words).fontSize);
  let size = full;
  for (let round = 0; round < 4 && words.scrollWidth > words.clientWidth && size > SMALLEST; round += 1) {
    size = Math.max(SMALLEST, Math.floor(size * (words.clientWidth / words.scrollWidth) * 10) / 10 - 0.1);
    words.style.fontSize = `${size}px`;
  }
}
