// What the pages need beside htmx: the key "/" for search, folded parts and text fields kept true across swaps.
// Loaded as a module, so it is deferred and leaves no globals. The names of htmx's events stand in this file only.

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

document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.target.id !== "timeline") return;
  open.clear();
  for (const details of document.querySelectorAll("details[id][open]")) open.add(`#${CSS.escape(details.id)}`);
  // A facet that is shown because something of it is chosen would fold when the last choice is taken back.
  for (const facet of document.querySelectorAll("fieldset[data-facet]")) open.add(`#more-${facet.dataset.facet}.facet`);
  hadFocus = event.detail.target.contains(document.activeElement);
  focused = document.activeElement.closest("#facets") ? document.activeElement.id : "";
  if (event.detail.shouldSwap) clearAway();
});

// Of what it replaces htmx tells every element, and looks there for every id of the new: half of the time that a choice
// takes. What has not the focus goes beforehand, in one stroke.
function clearAway() {
  for (const part of document.querySelectorAll("#timeline > *, #facets > *, #lanes .sheet")) {
    if (!part.contains(document.activeElement)) part.remove();
  }
}

// After the parts out of band too, because htmx gives the focus back before the last event.
for (const name of ["htmx:oobAfterSwap", "htmx:afterSwap"]) {
  document.addEventListener(name, () => {
    for (const part of open) document.querySelector(part)?.setAttribute("open", "");
  });
}

// A fold that was opened here, before htmx listened to it, still has to be told so.
document.addEventListener("htmx:afterSettle", () => {
  for (const fold of document.querySelectorAll("details[data-hx-get][open]")) htmx.trigger(fold, "toggle");
});

// What a fold holds comes when it is opened; a check box in it, that had the focus before, gets it back.
document.addEventListener("htmx:load", () => {
  if (focused && document.activeElement === document.body) {
    document.getElementById(focused)?.focus({ preventScroll: true });
  }
});

// A removed chip or a used page link takes the focus with it: the list receives it.
document.addEventListener("htmx:afterSettle", () => {
  if (hadFocus && document.activeElement === document.body) {
    document.getElementById("timeline")?.focus({ preventScroll: true });
  }
  hadFocus = false;
});

// The address is the truth; a text field follows it, unless somebody is typing there or its text was not understood.
// After the swap, which brings the notices; the address was pushed before it.
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

// A newer choice outdates the answer under way, which would come back with the choice undone.
document.addEventListener("change", (event) => {
  event.target.form?.dispatchEvent(new CustomEvent("htmx:abort", { bubbles: true, detail: {} }));
});

// A sheet that is open when the window grows wide enough becomes the column again.
matchMedia("(width >= 52rem)").addEventListener("change", (wide) => {
  const filters = document.getElementById("filters");
  if (wide.matches && filters?.matches(":popover-open")) filters.hidePopover();
});
