// Choosing words in a text, by keyboard, mouse or touch; the form's fields get their places in code
// points. Without it the fields take places or words as they are typed (docs/adr/0005).
"use strict";

const INVISIBLE = /^[\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]+|[\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]+$/gu;
const PLACE = /(\d+)\s*[-–]\s*(\d+)/g;
const ROLES = ["source", "cue", "content", "now", "edge"];
const fixers = new Set();

/** A text by its code points, though a browser counts UTF-16 units. */
class CodePoints {
  constructor(text, language) {
    this.text = text;
    this.unitOf = [];
    for (let unit = 0; unit < text.length; unit += text.codePointAt(unit) > 0xffff ? 2 : 1) this.unitOf.push(unit);
    this.length = this.unitOf.length;
    this.unitOf.push(text.length);
    this.pointOf = new Map(this.unitOf.map((unit, point) => [unit, point]));
    this.words = this.#pieces("word", language).filter(([start, end]) => this.slice(start, end).trim());
    this.letters = this.#pieces("grapheme", language);
  }
  #pieces(granularity, language) {
    const found = [];
    for (const { index, segment } of new Intl.Segmenter(language || "und", { granularity }).segment(this.text)) {
      const kept = granularity === "word" ? segment.replace(INVISIBLE, "") : segment;
      if (!kept) continue;
      const start = index + segment.indexOf(kept);
      found.push([this.point(start), this.point(start + kept.length)]);
    }
    return found;
  }
  /** The code point at a unit; inside a pair, the one it belongs to. */
  point(unit) { return this.pointOf.get(unit) ?? this.pointOf.get(unit - 1); }
  slice(start, end) { return this.text.slice(this.unitOf[start], this.unitOf[end]); }
}

class Fixer {
  constructor(form) {
    this.passage = form.querySelector(".passage");
    this.node = this.passage.firstChild;
    this.base = Number(this.passage.dataset.start);
    this.text = new CodePoints(this.node.data, this.passage.lang);
    this.says = form.querySelector("[data-says]");
    this.roles = [...form.querySelectorAll("[data-role]")].map((box) => this.#role(box));
    for (const one of form.querySelectorAll(".for-script")) one.hidden = false;
    for (const one of form.querySelectorAll(".without-script")) one.hidden = true;
    this.passage.tabIndex = 0;
    this.passage.setAttribute("role", "application");
    this.passage.addEventListener("keydown", (event) => this.#key(event));
    this.passage.addEventListener("pointerup", (event) => this.#pointed(event));
    this.touched = false;
    this.tapped = null;
    this.choose(0);
  }

  #role(box) {
    const field = box.querySelector("textarea");
    const role = { name: box.dataset.role, box, field, button: box.querySelector(".choose"), label: box.querySelector("label .mark").textContent };
    role.places = [...field.value.matchAll(PLACE)].map(([, start, end]) => [start - this.base, end - this.base]);
    // Words that were typed and refused stay to be seen.
    const typed = field.value.replace(PLACE, "").replace(/[\s,،;؛]/g, "");
    field.hidden = !typed;
    role.button.addEventListener("click", () => { this.choose(this.roles.indexOf(role)); this.passage.focus(); });
    return role;
  }

  get role() { return this.roles[this.active]; }
  get place() { return this.role.places[this.at]; }

  choose(active) {
    this.active = active;
    this.at = 0;
    this.edge = 1;
    this.tapped = null;
    this.roles.forEach((role, number) => role.button.setAttribute("aria-pressed", number === active));
    this.paint();
  }

  /** Give the current place of the current role these words; what it overlaps of the role goes. */
  set(start, end) {
    const { places } = this.role;
    const now = [Math.max(0, Math.min(start, end)), Math.min(this.text.length, Math.max(start, end))];
    if (now[0] === now[1]) return;
    places[this.at] = now;
    this.role.places = places.filter((one) => one === now || one[1] <= now[0] || one[0] >= now[1]).sort((a, b) => a[0] - b[0]);
    this.at = this.role.places.indexOf(now);
    this.write();
  }

  write() {
    const { field, places } = this.role;
    field.value = places.map(([start, end]) => `${start + this.base}-${end + this.base}`).join(", ");
    field.hidden = true;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    this.paint();
  }

  remove() {
    this.role.places.splice(this.at, 1);
    this.at = Math.max(0, this.at - 1);
    this.write();
  }

  another() {
    const after = this.place?.[1] ?? 0;
    const next = this.text.words.find(([start]) => start >= after) ?? this.text.words.at(-1);
    this.at = this.role.places.length;
    this.edge = 1;
    this.set(...next);
  }

  /** Move an end of the current place by a word or a letter, forward (+1) or back (-1). */
  stretch(step, pieces) {
    const place = [...(this.place ?? this.text.words[0])];
    const edges = pieces.map((piece) => piece[this.edge]);
    const here = place[this.edge];
    const next = step > 0 ? edges.find((edge) => edge > here) : edges.findLast((edge) => edge < here);
    if (next === undefined) return;
    place[this.edge] = next;
    if (place[0] < place[1]) this.set(...place);
  }

  move(step) {
    const here = this.place ?? [0, 0];
    const { words } = this.text;
    const next = step > 0 ? words.find(([start]) => start >= here[1]) : words.findLast(([, end]) => end <= here[0]);
    if (next) this.set(...next);
  }

  #key(event) {
    const { key } = event;
    if (event.ctrlKey || event.metaKey) return;
    const forward = getComputedStyle(this.passage).direction === "rtl" ? "ArrowLeft" : "ArrowRight";
    const digit = Math.max("123".indexOf(key), "١٢٣".indexOf(key));
    if (key.length === 1 && digit >= 0) { if (this.roles[digit]) this.choose(digit); }
    else if (key === "ArrowLeft" || key === "ArrowRight") {
      const step = key === forward ? 1 : -1;
      if (event.altKey) this.stretch(step, this.text.letters);
      else if (event.shiftKey) this.stretch(step, this.text.words);
      else this.move(step);
    } else if (event.altKey) return;
    else if (key === "o" || key === "خ") { this.edge = 1 - this.edge; this.paint(); }
    else if (key === "+") this.another();
    else if (key === "Delete" || key === "Backspace") { if (this.place) this.remove(); }
    else if (key === "Escape" && this.passage.closest("#fixing")) closeFixing();
    else {
      // A slip of the finger among the marks must not decide or release the claim.
      if (key.length === 1 && !"?؟".includes(key)) event.stopPropagation();
      return;
    }
    // The desk's own keys are others.
    event.preventDefault();
    event.stopPropagation();
  }

  /** A word was clicked or tapped, or words were drawn over with the mouse. */
  #pointed(event) {
    this.touched = event.pointerType !== "mouse";
    const chosen = getSelection();
    if (!chosen.isCollapsed && this.passage.contains(chosen.anchorNode)) {
      if (!this.touched) {
        this.fromSelection(chosen, !event.altKey);
        chosen.removeAllRanges();
      }
      return;
    }
    const at = document.caretPositionFromPoint?.(event.clientX, event.clientY);
    const legacy = at ? null : document.caretRangeFromPoint?.(event.clientX, event.clientY);
    const [node, unit] = at ? [at.offsetNode, at.offset] : [legacy?.startContainer, legacy?.startOffset];
    if (node !== this.node) return;
    const point = this.text.point(unit);
    const word = this.text.words.find(([start, end]) => start <= point && point <= end);
    if (!word) return;
    const from = event.shiftKey && this.place ? this.place : this.tapped;
    if (from) this.set(Math.min(from[0], word[0]), Math.max(from[1], word[1]));
    else this.set(...word);
    this.tapped = from ? null : word;
  }

  fromSelection(chosen, wholeWords) {
    const range = chosen.getRangeAt(0);
    if (range.startContainer !== this.node) return;
    let start = this.text.point(range.startOffset);
    let end = range.endContainer === this.node ? this.text.point(range.endOffset) : this.text.length;
    if (wholeWords) {
      const touched = this.text.words.filter((word) => word[0] < end && word[1] > start);
      if (!touched.length) return;
      start = Math.min(touched[0][0], Math.max(start, touched[0][0]));
      end = touched.at(-1)[1];
    }
    this.set(start, end);
  }

  range([start, end]) {
    const range = new Range();
    range.setStart(this.node, this.text.unitOf[Math.max(0, start)]);
    range.setEnd(this.node, this.text.unitOf[Math.min(this.text.length, end)]);
    return range;
  }

  paint() {
    for (const role of this.roles) {
      const quotes = role.places.map((place) => this.text.slice(...place));
      role.button.textContent = quotes.join(" … ") || "—";
      role.button.dir = "auto";
      role.button.setAttribute("aria-label", `${role.label}: ${quotes.join(" … ") || "—"}`);
    }
    this.says.textContent = this.role.button.getAttribute("aria-label");
    paintAll();
    if (!this.place) return;
    const box = this.passage.getBoundingClientRect();
    const here = this.range(this.place).getBoundingClientRect();
    if (here.top < box.top || here.bottom > box.bottom) this.passage.scrollTop += here.top - box.top - box.height / 3;
  }

  /** The ranges to draw, by the name of their highlight. */
  * drawn() {
    for (const role of this.roles) for (const place of role.places) yield [role.name, this.range(place)];
    if (!this.place) return;
    yield ["now", this.range(this.place)];
    const letters = this.text.letters;
    const [start, end] = this.place;
    const letter = this.edge ? letters.findLast((one) => one[1] <= end) : letters.find((one) => one[0] >= start);
    if (letter) yield ["edge", this.range(letter)];
  }
}

/** Draw the marks of all texts on the page. A browser without highlights shows the quotes alone. */
function paintAll() {
  if (!CSS.highlights) return;
  ROLES.forEach((role, order) => {
    const drawn = [...fixers].flatMap((fixer) => [...fixer.drawn()].filter(([name]) => name === role));
    const highlight = new Highlight(...drawn.map(([, range]) => range));
    highlight.priority = { content: 0, source: 1, cue: 1, now: 2, edge: 3 }[role] ?? order;
    CSS.highlights.set(`fix-${role}`, highlight);
  });
}

function closeFixing() {
  const box = document.getElementById("fixing");
  dropDrafts(box);
  box.replaceChildren();
  fixers.clear();
  paintAll();
  document.querySelector("[data-key^=f]")?.focus();
}

function fixWithin(part) {
  for (const gone of [...fixers]) if (!gone.passage.isConnected) fixers.delete(gone);
  const forms = [...part.querySelectorAll("[data-words-form]:not([data-ready])")];
  const made = forms.map((form) => {
    form.dataset.ready = "";
    const fixer = new Fixer(form);
    fixers.add(fixer);
    return fixer;
  });
  paintAll();
  made.at(-1)?.passage.focus();
}

document.addEventListener("DOMContentLoaded", () => fixWithin(document));
document.addEventListener("htmx:load", (event) => fixWithin(event.detail.elt.parentElement ?? event.detail.elt));

// On a touch screen the browser's own handles choose the words, letter by letter.
let settling;
document.addEventListener("selectionchange", () => {
  clearTimeout(settling);
  settling = setTimeout(() => {
    const chosen = getSelection();
    const fixer = [...fixers].find((one) => one.touched && one.passage.contains(chosen.anchorNode));
    if (fixer && !chosen.isCollapsed) fixer.fromSelection(chosen, false);
  }, 250);
});
