// Filters the page of all events in a folder, by the values that events and statements carry, as the site itself filters:
// several values of one parameter mean any of them, different parameters all of them, and what is asked of a statement must
// hold for one and the same statement. The address has the question after "#?", in the words of the site's own addresses.
// A classic script, since browsers load no modules from a folder, in the JavaScript of 2018.

(() => {
"use strict";

const aside = document.getElementById("filters");
const form = document.getElementById("filters-form");
if (!aside || !form) return;

const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_all, name) => values[name]);
const all = (selector, root) => [...(root || document).querySelectorAll(selector)];
const words = (text) => (text || "").split(" ").filter(Boolean);
const setOf = (text) => new Set(words(text));

// What the page holds. The statements of an utterance are shown together.

const events = all("li.event[data-values]").map((item) => {
  const said = item.dataset.said ? item.dataset.said.split(",").map(setOf) : [];
  const fold = item.querySelector("details.others");
  const shown = all("li.claim", item).map((node) => ({
    node,
    said: words(node.dataset.at).map((place) => said[place]),
    isFolded: Boolean(fold && fold.contains(node)),
  }));
  return { item, own: setOf(item.dataset.values), said, fold, shown, summary: fold && fold.querySelector("summary").textContent };
});

const facets = all("[data-facet]", form).map((part) => ({
  name: part.dataset.facet,
  isOfEvents: part.dataset.about === "event",
  title: part.querySelector("legend, summary").textContent,
  choices: all("input", part).map((input) => {
    const option = input.closest(".option");
    const [label, number, bar] = ["label > span", ".n", "progress"].map((part) => option.querySelector(part));
    return { input, option, label, number, bar };
  }),
}));

// The parameters about events; all others ask about statements.
const ofEvents = new Set();
for (const event of events) for (const value of event.own) ofEvents.add(value.split(":")[0]);

// The question: the values asked for, each as "name:value", by parameter. One that nothing here has is not one: the site
// leaves it aside too.

const known = new Set();
for (const event of events) for (const having of [event.own, ...event.said]) for (const value of having) known.add(value);

function read(text) {
  const asked = new Map();
  for (const [name, value] of new URLSearchParams(text)) {
    if (!known.has(`${name}:${value}`)) continue;
    if (!asked.has(name)) asked.set(name, new Set());
    asked.get(name).add(`${name}:${value}`);
  }
  return asked;
}

function write(asked) {
  const pairs = [];
  for (const [name, values] of asked) for (const value of values) pairs.push([name, value.slice(name.length + 1)]);
  return `?${new URLSearchParams(pairs)}`;
}

const hasAny = (having, values) => [...values].some((value) => having.has(value));

// The answer: which events match, and which of their statements do.

function split(asked, without) {
  const parts = { event: [], claim: [] };
  for (const [name, values] of asked) if (name !== without) parts[ofEvents.has(name) ? "event" : "claim"].push(values);
  return parts;
}

function select(asked, without) {
  const { event, claim } = split(asked, without);
  const found = [];
  for (const one of events) {
    if (!event.every((values) => hasAny(one.own, values))) continue;
    const said = one.said.filter((having) => claim.every((values) => hasAny(having, values)));
    if (said.length || !claim.length) found.push({ event: one, said, asks: claim.length > 0 });
  }
  return found;
}

// A count is the number of events that a value gives as the only choice in its facet, with all other filters.

function count(facet, asked) {
  const counted = new Map();
  for (const { event, said } of select(asked, facet.name)) {
    const values = new Set(facet.isOfEvents ? event.own : [].concat(...said.map((having) => [...having])));
    for (const value of values) counted.set(value, (counted.get(value) || 0) + 1);
  }
  return counted;
}

// Showing it

const list = document.getElementById("events");
const countLine = document.querySelector(".bar-top .count");
const statementLine = document.getElementById("counts");
const [wholeCount, wholeStatements] = [countLine.textContent, statementLine.textContent];
const [chips, nothing, chosen] = ["chips", "nothing", "chosen"].map((id) => document.getElementById(id));
const chip = document.getElementById("chip").content;
const status = document.getElementById("status");
const grouped = new Intl.NumberFormat(document.documentElement.lang);
const saidInAll = events.reduce((sum, event) => sum + event.said.length, 0);

// Only of the whole do these say something true.
const ofTheWhole = all("#lanes, .short, .months, .quiet, .jumps, .download, h2.month span");

function foldOf(event) {
  if (event.fold) return event.fold;
  const fold = document.createElement("details");
  fold.className = "others";
  fold.innerHTML = '<summary></summary><div class="rest"><ul class="claims"></ul></div>';
  event.item.append(fold);
  event.fold = fold;
  return fold;
}

function openList(event) {
  const found = [...event.item.children].find((one) => one.matches("ul.claims"));
  if (found) return found;
  const made = document.createElement("ul");
  made.className = "claims";
  event.item.insertBefore(made, event.fold);
  return made;
}

function arrange(event, matching) {
  const folded = (one) => (matching ? !one.said.some((having) => matching.has(having)) : one.isFolded);
  const away = event.shown.filter(folded);
  if (away.length === 0 && !event.fold) return;
  const fold = foldOf(event);
  const [open, closed] = [openList(event), fold.querySelector("ul.claims")];
  for (const one of event.shown) (folded(one) ? closed : open).append(one.node);
  fold.hidden = away.length === 0;
  open.hidden = away.length === event.shown.length;
  const others = () => fill(aside.dataset.others, { number: grouped.format(away.length) });
  fold.querySelector("summary").textContent = matching ? others() : event.summary || "";
}

function show(asked) {
  const found = new Map(select(asked, null).map((one) => [one.event, one]));
  const isWhole = asked.size === 0;
  for (const event of events) {
    const one = found.get(event);
    event.item.hidden = !one;
    if (one) arrange(event, one.asks ? new Set(one.said) : null);
  }
  for (const part of ofTheWhole) part.hidden = !isWhole;
  for (const heading of all("h2.month", list)) {
    let next = heading.nextElementSibling;
    while (next && !next.matches("ol.timeline, h2")) next = next.nextElementSibling;
    heading.hidden = Boolean(next && next.matches("ol") && !all("li.event", next).some((item) => !item.hidden));
  }
  const said = [...found.values()].reduce((sum, one) => sum + one.said.length, 0);
  const line = (text, shown, whole) => fill(text, { shown: grouped.format(shown), all: grouped.format(whole) });
  countLine.textContent = isWhole ? wholeCount : line(aside.dataset.events, found.size, events.length);
  statementLine.textContent = isWhole ? wholeStatements : line(aside.dataset.statements, said, saidInAll);
  nothing.hidden = found.size > 0;
  showFacets(asked);
  showChips(asked);
}

function showFacets(asked) {
  for (const facet of facets) {
    const counted = count(facet, asked);
    const values = asked.get(facet.name) || new Set();
    const most = Math.max(1, ...facet.choices.map((one) => counted.get(`${facet.name}:${one.input.value}`) || 0));
    for (const one of facet.choices) {
      const value = `${facet.name}:${one.input.value}`;
      const number = counted.get(value) || 0;
      one.input.checked = values.has(value);
      one.number.textContent = grouped.format(number);
      one.option.classList.toggle("none", number === 0);
      one.bar.max = most;
      one.bar.value = number;
    }
  }
}

function showChips(asked) {
  for (const old of all("li", chips).slice(0, -1)) old.remove();
  let number = 0;
  for (const [name, values] of asked) {
    const facet = facets.find((one) => one.name === name);
    for (const value of values) {
      const choice = facet && facet.choices.find((one) => `${name}:${one.input.value}` === value);
      const rest = new Map([...asked].map(([other, its]) => [other, new Set([...its].filter((one) => one !== value))]));
      const item = chip.cloneNode(true);
      item.querySelector("a").href = `#${write(rest)}`;
      item.querySelector("b").textContent = facet ? facet.title : name;
      item.querySelector(".label").textContent = choice ? choice.label.textContent.trim() : value.slice(name.length + 1);
      chips.insertBefore(item, chips.lastElementChild);
      number += 1;
    }
  }
  chips.hidden = number === 0;
  chosen.textContent = number ? fill(aside.dataset.chosen, { number: grouped.format(number) }) : aside.dataset.none;
}

// The question stands in the address, so that a view is a link, and so that back and forward lead through views. Links
// within the page, to an event or a month, leave the question as it is, unless it hides what they lead to.

let present = null;

function follow() {
  const hash = location.hash;
  if (present !== null && !hash.startsWith("#?") && hash) {
    const target = document.getElementById(decodeURIComponent(hash.slice(1)));
    if (!target || !target.closest("[hidden]")) return;
    ask(new Map());
    target.scrollIntoView();
    return;
  }
  ask(hash.startsWith("#?") ? read(hash.slice(2)) : new Map());
  if (hash && !hash.startsWith("#?")) {
    const target = document.getElementById(decodeURIComponent(hash.slice(1)));
    if (target) target.scrollIntoView();
  }
}

function ask(asked) {
  const text = write(asked);
  if (text === present) return;
  const isFirst = present === null;
  present = text;
  show(asked);
  if (!isFirst && status) status.textContent = `${countLine.textContent}, ${statementLine.textContent}`;
}

form.addEventListener("change", () => {
  const asked = read(present.slice(1));
  for (const facet of facets) {
    const ours = new Set(facet.choices.map((one) => `${facet.name}:${one.input.value}`));
    const values = [...(asked.get(facet.name) || [])].filter((value) => !ours.has(value));
    for (const { input } of facet.choices) if (input.checked) values.push(`${facet.name}:${input.value}`);
    asked.delete(facet.name);
    if (values.length) asked.set(facet.name, new Set(values));
  }
  location.hash = write(asked);
});
form.addEventListener("submit", (event) => event.preventDefault());
addEventListener("hashchange", follow);

// The column on wide screens has no fold; on narrow ones, and where folder.css gives a plain page, it opens at a touch.
const fold = document.getElementById("filters-fold");
const wide = matchMedia("(min-width: 52rem)");
const unfold = () => { fold.open = wide.matches && CSS.supports("accent-color", "red"); };
if (wide.addEventListener) wide.addEventListener("change", unfold);
unfold();
aside.hidden = false;
document.documentElement.classList.add("filtering");
follow();
})();
