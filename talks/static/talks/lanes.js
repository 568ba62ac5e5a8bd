// Interaction with the lanes picture: marks and events highlight each other, days are chosen by dragging or by key.
// All listeners are on the document, because each answer brings a new picture. The wheel always scrolls the page.

document.documentElement.classList.add("js-lanes");

const plotOf = (node) => node?.closest?.(".lanes .plot");
const markOf = (node) => node?.closest?.(":is(.plot, .strip-plot) a[href]");
const eventOf = (node) => node?.closest?.("li.event[id^='e-']");
const marks = () => document.querySelectorAll("#lanes [data-events]"); // and their shafts, which lie behind all marks
const slugsOf = (mark) => (mark.dataset.events ?? "").split(" ").filter(Boolean);

// Highlighting, in both directions

function clear() {
  for (const lit of document.querySelectorAll(".lit")) lit.classList.remove("lit");
  const tip = document.querySelector(".lanes .tip");
  if (tip) tip.hidden = true;
  restoreTitle();
}

function lightFromMark(mark) {
  clear();
  const slugs = slugsOf(mark);
  for (const slug of slugs) document.getElementById(`e-${slug}`)?.classList.add("lit");
  for (const other of marks()) if (slugsOf(other).some((slug) => slugs.includes(slug))) other.classList.add("lit");
  showTip(mark);
}

function lightFromEvent(item) {
  clear();
  const slug = item.id.slice(2);
  for (const mark of marks()) if (slugsOf(mark).includes(slug)) mark.classList.add("lit");
}

// While dragging, nothing is highlighted.
let drag = null;

// The browser's own tooltip is slow and never appears with the keyboard: while ours is shown, the title is removed.
let spoken = null;

function restoreTitle() {
  if (!spoken) return;
  spoken.mark.querySelector("title")?.replaceChildren(spoken.words);
  spoken.mark.removeAttribute("aria-label");
  spoken = null;
}

function showTip(mark) {
  const tip = document.querySelector(".lanes .tip");
  const title = mark.querySelector("title");
  if (!tip || !title || !title.textContent) return;
  spoken = { mark, words: title.textContent };
  mark.setAttribute("aria-label", spoken.words);
  title.replaceChildren();
  say(tip, spoken.words, mark.getBoundingClientRect());
}

function say(tip, words, near) {
  tip.textContent = words;
  tip.hidden = false;
  const figure = tip.parentElement.getBoundingClientRect();
  const left = Math.max(near.left, figure.left);
  const room = figure.width - tip.offsetWidth - 8;
  const below = near.bottom - figure.top + 8;
  tip.style.left = `${Math.max(8, Math.min(left - figure.left, room))}px`;
  tip.style.top = `${near.top - figure.top > tip.offsetHeight + 12 ? near.top - figure.top - tip.offsetHeight - 8 : below}px`;
}

for (const name of ["pointerover", "focusin"]) {
  document.addEventListener(name, (event) => {
    if (drag) return;
    const mark = markOf(event.target);
    const item = eventOf(event.target);
    if (mark) lightFromMark(mark);
    else if (item) lightFromEvent(item);
    else if (name === "pointerover") clear();
  });
}
document.addEventListener("focusout", (event) => {
  if (!drag && (markOf(event.target) || eventOf(event.target))) clear();
});

// Converts pixels to days. Days are counted from 1970, without a time zone.

const DAY = 86400000;
const toDay = (text) => Date.UTC(+text.slice(0, 4), text.slice(5, 7) - 1, +text.slice(8, 10)) / DAY;
const toText = (day) => new Date(day * DAY).toISOString().slice(0, 10);

function scaleOf(plot) {
  const [dayWidth, ...parts] = plot.dataset.scale.split(";");
  const segments = parts.map((part) => {
    const [x, left, right, first, last] = part.split(" ");
    return { x: +x, left: +left, right: +right, first: toDay(first), last: toDay(last) };
  });
  return { dayWidth: +dayWidth, segments };
}

function dayAt(scale, x) {
  const segment = scale.segments.find((one) => x < one.right) ?? scale.segments.at(-1);
  const day = Math.round(segment.first + (x - segment.x) / scale.dayWidth);
  return Math.min(Math.max(day, segment.first), segment.last);
}

function xOf(scale, day) {
  const segment = scale.segments.findLast((one) => one.first <= day) ?? scale.segments[0];
  return segment.x + (Math.min(Math.max(day, segment.first), segment.last) - segment.first) * scale.dayWidth;
}

// The names of the lanes are left of 0.
function xAt(plot, event) {
  const box = plot.getBoundingClientRect();
  const view = plot.viewBox.baseVal;
  return Math.max(0, view.x + ((event.clientX - box.left) / box.width) * view.width);
}

function choose(since, until) {
  const form = document.getElementById("filters-form");
  const [from, to] = ["since", "until"].map((name) => document.getElementById(`id_${name}`));
  if (!form || !from || !to) return;
  // With days chosen here the picture stays open, although it is a strip with other filters.
  if (!document.querySelector("#lanes input[name=lanes]")) {
    const open = Object.assign(document.createElement("input"), { type: "hidden", name: "lanes", value: "open" });
    open.setAttribute("form", form.id);
    document.getElementById("lanes").append(open);
  }
  if (since !== null) from.value = since;
  if (until !== null) to.value = until;
  if (from.value && to.value && from.value.length === 10 && to.value.length === 10 && from.value > to.value) {
    if (since === null) from.value = "";
    else to.value = "";
  }
  form.requestSubmit();
}

// Zooming in around a day: half of the days shown, by their place in the picture

function zoomAround(plot, day) {
  const scale = scaleOf(plot);
  const quarter = xOf(scale, scale.segments.at(-1).last) / 4;
  const x = xOf(scale, day);
  choose(toText(dayAt(scale, Math.max(0, x - quarter))), toText(dayAt(scale, x + quarter)));
}

let pointed = null; // the day under the pointer

document.addEventListener("pointermove", (event) => {
  const plot = plotOf(event.target);
  pointed = plot ? dayAt(scaleOf(plot), xAt(plot, event)) : null;
}, { passive: true });

document.addEventListener("dblclick", (event) => {
  const plot = plotOf(event.target);
  if (plot && !markOf(event.target)) zoomAround(plot, dayAt(scaleOf(plot), xAt(plot, event)));
});

// After the swap, the mark that had the focus has it again.
function keepFocus({ events, from }) {
  document.addEventListener("htmx:afterSettle", () => {
    [...marks()].find((one) => one.dataset.events === events && one.dataset.from === from)?.focus();
  }, { once: true });
}

// Dragging, with a mouse or a pen. A finger scrolls the page.

let swallow = false;

document.addEventListener("pointerdown", (event) => {
  const plot = plotOf(event.target);
  if (!plot || event.button !== 0 || event.pointerType === "touch" || !event.isPrimary) return;
  drag = { plot, id: event.pointerId, start: xAt(plot, event), clientX: event.clientX, moved: false };
});

document.addEventListener("pointermove", (event) => {
  if (!drag || event.pointerId !== drag.id) return;
  if (!drag.moved && Math.abs(event.clientX - drag.clientX) < 6) return;
  if (!drag.moved) {
    clear();
    drag.moved = true;
    drag.plot.setPointerCapture(event.pointerId);
  }
  const scale = scaleOf(drag.plot);
  const end = xAt(drag.plot, event);
  const [left, right] = [Math.min(drag.start, end), Math.max(drag.start, end)];
  drag.days = [dayAt(scale, left), dayAt(scale, right)];
  const view = drag.plot.viewBox.baseVal;
  const chosen = drag.plot.querySelector(".chosen");
  chosen.setAttribute("d", `M${left} 1H${Math.min(right, view.x + view.width)}V${view.height - 1}H${left}z`);
  const tip = document.querySelector(".lanes .tip");
  if (tip) say(tip, drag.days.map(toText).join(" – "), { left: event.clientX, top: event.clientY - 8, bottom: event.clientY + 8 });
});

function drop(takes) {
  if (!drag) return;
  const { plot, moved, days } = drag;
  drag = null;
  plot.querySelector(".chosen")?.setAttribute("d", "");
  clear();
  if (!moved) return;
  swallow = true; // the click that follows is the end of a drag, not a choice of a mark
  setTimeout(() => { swallow = false; });
  if (takes) choose(toText(days[0]), toText(days[1]));
}

document.addEventListener("pointerup", () => drop(true));
document.addEventListener("pointercancel", () => drop(false));
document.addEventListener("dragstart", (event) => { if (plotOf(event.target)) event.preventDefault(); });
document.addEventListener("click", (event) => {
  if (swallow && plotOf(event.target)) event.preventDefault();
}, true);

// Keys, only while an element of the picture has the focus

// For a moment after a swap the buttons of the picture are still plain links: following one would load the whole page
// and lose the keyboard focus.
function whenSettled(act) {
  if (document.querySelector("#lanes.htmx-settling")) document.addEventListener("htmx:afterSettle", act, { once: true });
  else act();
}

const buttons = { "+": "zoom-in", "=": "zoom-in", "-": "zoom-out", "−": "zoom-out", 0: "zoom-all" };

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") {
    if (drag) drop(false);
    else clear();
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || !event.target.closest?.("#lanes")) return;
  const plot = document.querySelector(".lanes .plot");
  const focused = markOf(event.target);
  const day = focused?.dataset.from ? toDay(focused.dataset.from) : pointed;
  if (plot && day !== null && buttons[event.key] === "zoom-in" && document.querySelector("#zoom-in[href]")) {
    event.preventDefault();
    if (focused) keepFocus(focused.dataset);
    zoomAround(plot, day);
    return;
  }
  if (Object.hasOwn(buttons, event.key)) {
    const button = document.getElementById(buttons[event.key]);
    if (!button?.hasAttribute("href")) return;
    event.preventDefault();
    button.focus();
    whenSettled(() => document.getElementById(button.id)?.click());
    return;
  }
  const mark = focused;
  if (!mark) return;
  if ((event.key === "[" && mark.dataset.from) || (event.key === "]" && mark.dataset.to)) {
    document.getElementById("zoom-all")?.focus(); // the mark disappears with the picture; this button exists again
    if (event.key === "[") choose(mark.dataset.from, null);
    else choose(null, mark.dataset.to);
  }
  else if (event.key === "ArrowLeft" || event.key === "ArrowRight") {
    const all = [...mark.closest("svg").querySelectorAll("a[href]")];
    all[all.indexOf(mark) + (event.key === "ArrowRight" ? 1 : -1)]?.focus();
  } else return;
  event.preventDefault();
});
