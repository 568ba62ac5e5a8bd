// What pages need beside htmx: the key "/" for search; print; folds, focus and text fields that survive swaps.
// A module, so it is deferred and has no globals. Only this file names the events of htmx.

const typing = "input:not([type=checkbox]), textarea, select, [contenteditable]";
const open = new Set();
let hadFocus = false;
let focused = "";

document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || event.target.closest(typing)) return;
  const search = document.getElementById("id_q");
  if (!search) return;
  event.preventDefault();
  search.focus();
  search.select();
});

document.addEventListener("click", (event) => event.target.closest("[data-print]") && print());

// The page in another language answers the question that is shown now.
document.addEventListener("click", (event) => {
  const link = event.target.closest("a[hreflang]");
  if (link?.origin === location.origin) link.search = location.search;
});

// The reader's own language is offered and never chosen: an address is the same page for everybody.
const [wish] = navigator.languages;
const inIt = document.querySelector(`.languages a[hreflang="${CSS.escape(new Intl.Locale(wish ?? "en").language)}"]`);
if (inIt) {
  const offer = document.getElementById("offer");
  offer.append(inIt.cloneNode(true));
  offer.hidden = false;
}

// The server does not know the reader's day, and its pages depend on none.
addEventListener("beforeprint", () => {
  const language = document.documentElement.lang;
  const day = new Date().toLocaleDateString(language === "en" ? "en-GB" : language, { dateStyle: "long" });
  for (const part of document.querySelectorAll("[data-printed]")) part.textContent = part.dataset.printed.replace("{day}", day);
  // Statements that were loaded later do not know the numbers of their sources on this page.
  const sources = [...document.querySelectorAll(".sources li")].map((one) => one.id);
  for (const line of document.querySelectorAll(".others .src:not([data-ref])")) {
    const number = sources.indexOf(`s-${line.querySelector("a").pathname.split("/").at(-2)}`) + 1;
    if (number) line.dataset.ref = number;
  }
});

document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.target.id !== "timeline") return;
  open.clear();
  for (const details of document.querySelectorAll("details[id][open]")) open.add(`#${CSS.escape(details.id)}`);
  // A facet that is open because a value of it is chosen would close when the last choice is removed.
  for (const facet of document.querySelectorAll("fieldset[data-facet]")) open.add(`#more-${facet.dataset.facet}.facet`);
  hadFocus = event.detail.target.contains(document.activeElement);
  focused = document.activeElement.closest("#facets") ? document.activeElement.id : "";
  if (event.detail.shouldSwap) clearAway();
});

// htmx processes every element that it replaces, and searches it for every id of the new content: half the time of a
// swap. So elements without focus are removed in advance, all at once.
function clearAway() {
  for (const part of document.querySelectorAll("#timeline > *, #facets > *, #lanes .plot")) {
    if (!part.contains(document.activeElement)) part.remove();
  }
}

// Also after out-of-band parts, because htmx restores the focus before its last event.
for (const name of ["htmx:oobAfterSwap", "htmx:afterSwap"]) {
  document.addEventListener(name, () => {
    for (const part of open) document.querySelector(part)?.setAttribute("open", "");
  });
}

// A fold that was opened before htmx listened to it has to fire its event again.
document.addEventListener("htmx:afterSettle", () => {
  for (const fold of document.querySelectorAll("details[data-hx-get][open]")) htmx.trigger(fold, "toggle");
});

// The content of a fold is loaded when it opens; a check box in it that had the focus gets it back.
document.addEventListener("htmx:load", () => {
  if (focused && document.activeElement === document.body) {
    document.getElementById(focused)?.focus({ preventScroll: true });
  }
});

// When a chip or page link with focus disappears, the list gets the focus.
document.addEventListener("htmx:afterSettle", () => {
  if (hadFocus && document.activeElement === document.body) {
    document.getElementById("timeline")?.focus({ preventScroll: true });
  }
  hadFocus = false;
});

// Text fields follow the URL, unless somebody is typing there or the text was not understood.
// Runs after the swap, which brings the notices; the URL was pushed before it.
document.addEventListener("htmx:afterSettle", () => {
  const asked = new URLSearchParams(location.search);
  for (const field of ["q", "since", "until", "known"]) {
    const input = document.getElementById(`id_${field}`);
    const refused = document.getElementById(`${field}-notice`)?.textContent.trim();
    if (refused) input?.setAttribute("aria-invalid", "true");
    else input?.removeAttribute("aria-invalid");
    if (input && input !== document.activeElement && !refused) input.value = asked.get(field) ?? "";
  }
});

// A newer choice makes a pending answer outdated; that answer would undo the choice.
document.addEventListener("change", (event) => {
  event.target.form?.dispatchEvent(new CustomEvent("htmx:abort", { bubbles: true, detail: {} }));
});

// An open sheet becomes the column again when the window grows wide enough.
matchMedia("(width >= 52rem)").addEventListener("change", (wide) => {
  const filters = document.getElementById("filters");
  if (wide.matches && filters?.matches(":popover-open")) filters.hidePopover();
});
