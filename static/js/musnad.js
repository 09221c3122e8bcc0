// What the pages gain from a script: keys, and marks that light up with their note.
// Everything works without it.
"use strict";

const KEYS_SETTING = "musnad-single-keys";
const keysAreOn = () => localStorage.getItem(KEYS_SETTING) !== "off";
const help = () => document.getElementById("help");

function stops() {
  return [...document.querySelectorAll("[data-nav]")].filter((stop) => stop.offsetParent !== null);
}

/** Move the focus to the next (+1) or previous (-1) claim or row, from wherever the reader is. */
function step(direction) {
  const all = stops();
  if (!all.length) return;
  const at = all.indexOf(document.activeElement);
  const inView = all.findIndex((stop) => stop.getBoundingClientRect().top > 0);
  const next = at >= 0 ? at + direction : Math.max(inView, 0);
  const stop = all[Math.min(Math.max(next, 0), all.length - 1)];
  stop.focus({ preventScroll: true });
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  stop.scrollIntoView({ block: "center", behavior: calm ? "auto" : "smooth" });
}

function search() {
  const field = document.querySelector("input[type=search]");
  if (field) {
    field.focus();
    field.select();
  } else {
    const claims = document.querySelector(".sections a[href*='claims']");
    if (claims) location.assign(claims.href);
  }
}

const actions = { j: () => step(1), k: () => step(-1), "/": search, "?": () => help()?.showModal() };
// The same places on an Arabic keyboard.
Object.assign(actions, { ت: actions.j, ن: actions.k, ظ: actions["/"], "؟": actions["?"] });

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || !keysAreOn()) return;
  // A field of a dialog that was closed a moment ago may hold the focus still.
  const field = event.target.closest("input, textarea, select, [contenteditable]");
  if (field?.checkVisibility() || help()?.open) return;
  const act = actions[event.key];
  if (act) {
    event.preventDefault();
    act();
  }
});

/** Light up the sentence and the marks that belong to a note, and the other way round. */
function light(target, on) {
  const card = target.closest?.(".note-card, .mark");
  if (!card) return;
  const numbers = (card.dataset.numbers || "").split(" ").filter(Boolean);
  for (const mark of document.querySelectorAll(".mark[data-numbers], .note-card[data-numbers]")) {
    const shared = mark.dataset.numbers.split(" ").some((number) => numbers.includes(number));
    if (shared) mark.classList.toggle("lit", on);
  }
  const link = card.querySelector?.("[data-sentence]");
  if (link) document.getElementById(link.dataset.sentence)?.classList.toggle("lit", on);
}
for (const [name, on] of [["pointerover", true], ["pointerout", false], ["focusin", true], ["focusout", false]]) {
  document.addEventListener(name, (event) => light(event.target, on));
}

document.addEventListener("DOMContentLoaded", () => {
  for (const opener of document.querySelectorAll("[data-opens]")) {
    opener.hidden = false;
    opener.addEventListener("click", () => document.getElementById(opener.dataset.opens).showModal());
  }
  const single = document.getElementById("single-keys");
  if (single) {
    single.checked = keysAreOn();
    single.addEventListener("change", () => localStorage.setItem(KEYS_SETTING, single.checked ? "on" : "off"));
  }
});

// A menu closes when the reader turns to something else.
document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});
