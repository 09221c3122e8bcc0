// The desk's keys, and drafts that outlive an expired session or a closed tab. The pages work
// without it. `keysAreOn` and `help` are those of musnad.js.
"use strict";

const DRAFTS = "musnad-draft:";
const isTyping = (target) => target.closest("input:not([type=radio], [type=checkbox]), textarea, select");

/** Press what a key belongs to: open a summary, focus a field, follow a link or press a button. */
function press(target) {
  if (target.matches("textarea, input, h2")) target.focus();
  else target.click();
}

document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && event.ctrlKey) {
    event.target.closest("form")?.requestSubmit();
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || !keysAreOn() || help()?.open) return;
  if (isTyping(event.target)) {
    if (event.key === "Escape") event.target.blur();
    return;
  }
  const form = document.querySelector("form.decide");
  const digit = "12345".indexOf(event.key) >= 0 ? "12345".indexOf(event.key) : "١٢٣٤٥".indexOf(event.key);
  if (form && digit >= 0) {
    const choice = form.querySelectorAll("input[name=verdict]")[digit];
    choice.checked = true;
    choice.focus();
    choice.dispatchEvent(new Event("input", { bubbles: true }));
  } else if (form && (event.key === "c" || event.key === "ؤ")) {
    form.querySelector("textarea[name=rationale]").focus();
  } else {
    // In a list of forms, the keys are those of the row that has the focus, else of the first.
    const row = document.activeElement?.closest("[data-keys]") ?? document;
    const all = [...row.querySelectorAll("[data-key]")];
    const target = all.find((one) => one.dataset.key.split(" ").includes(event.key));
    if (!target) return;
    press(target);
  }
  event.preventDefault();
});

/** Where a form's draft is kept: for this person and what the form is about. */
const draftKey = (form) => `${DRAFTS}${document.body.dataset.person}:${form.dataset.draft}`;
const isChoice = (field) => ["radio", "checkbox"].includes(field.type);

/** What the person changed in a form: its words and choices, never its file, token or revision. */
function draftOf(form, changed) {
  const fields = [...form.elements].filter((one) => changed.has(one.name) && !["hidden", "file", "submit"].includes(one.type));
  return fields.map((one) => [one.name, isChoice(one) ? one.value : null, one.checked ?? null, one.value]);
}

/** Put a draft over what the server rendered: what is in it, the person changed. */
function restore(form, draft) {
  for (const [name, choice, checked, value] of draft) {
    const field = [...form.elements].find((one) => one.name === name && (choice === null || one.value === choice));
    if (!field) continue;
    if (choice === null) field.value = value;
    else field.checked = checked;
  }
}

/** How many parts of a split a draft has words for. */
const partsOf = (draft) => 1 + Math.max(0, ...draft.map(([name]) => Number(/^p(\d+)-/.exec(name)?.[1] ?? 0)));
const widened = new Set();

/** Ask for the parts of a split that a draft has and the form hasn't, once; whether it was asked. */
function widen(form, key, draft) {
  const parts = partsOf(draft);
  if (!form.elements.parts || parts <= Number(form.elements.parts.value) || widened.has(key)) return false;
  widened.add(key);
  htmx.ajax("GET", `${form.getAttribute("action")}?parts=${parts}`, { target: form, swap: "outerHTML" });
  return true;
}

/** Bring back what this person typed here, and keep what is typed from now on. */
function keepDrafts(part) {
  for (const form of part.querySelectorAll("form[data-draft]:not([data-kept])")) {
    form.dataset.kept = "";
    const key = draftKey(form);
    const draft = JSON.parse(localStorage.getItem(key) ?? "[]");
    // After a refusal the page has what was sent, which is as new as the draft.
    const refused = form.querySelector(".error, .error-summary");
    if (!refused && widen(form, key, draft)) continue;
    if (!refused) restore(form, draft);
    const changed = new Set(draft.map(([name]) => name));
    form.addEventListener("input", (event) => {
      if (event.target.name) changed.add(event.target.name);
      localStorage.setItem(key, JSON.stringify(draftOf(form, changed)));
    });
    form.addEventListener("submit", () => sessionStorage.setItem("musnad-sent", key));
  }
}

/** Forget what was typed in the forms of a part that the person leaves on purpose. */
function dropDrafts(part) {
  for (const form of part.querySelectorAll("form[data-draft]")) localStorage.removeItem(draftKey(form));
}

document.addEventListener("DOMContentLoaded", () => {
  // A draft that was sent goes when the server says that it took it, not before: a sign-in that had
  // ended, a refusal or a broken line keep it.
  if (document.querySelector(".messages .took")) localStorage.removeItem(sessionStorage.getItem("musnad-sent"));
  sessionStorage.removeItem("musnad-sent");
  keepDrafts(document);
});
document.addEventListener("htmx:load", (event) => keepDrafts(event.detail.elt.parentElement ?? event.detail.elt));
