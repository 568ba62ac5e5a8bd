// Words selected in the text become the quote, with its paragraph, and with words after or before it where it stands there
// twice. With Ctrl they become a further piece of the quote.

const form = document.querySelector(".desk-statement");
const text = document.querySelector(".desk-text");
const segmenter = new Intl.Segmenter(undefined, { granularity: "word" });
const JOINT = " […] ";
const MOST_AROUND = 6; // words before or after

function fill(name, value) {
  const field = form.elements[name];
  field.value = value;
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

// How anything else fills the form: `form.dispatchEvent(new CustomEvent("desk:fill", {detail: {quote: "…", speaker: "…"}}))`.
// Names are those of fields; what is not named stays as it is. Nothing is saved.
form.addEventListener("desk:fill", ({ detail }) => {
  for (const [name, value] of Object.entries(detail)) if (form.elements[name]) fill(name, value);
});

// The part of a range that lies in one paragraph, in characters of that paragraph, widened to whole words.
function partIn(words, range) {
  const all = document.createRange();
  all.selectNodeContents(words);
  const part = all.cloneRange();
  if (all.comparePoint(range.startContainer, range.startOffset) === 0) part.setStart(range.startContainer, range.startOffset);
  if (all.comparePoint(range.endContainer, range.endOffset) === 0) part.setEnd(range.endContainer, range.endOffset);
  const before = all.cloneRange();
  before.setEnd(part.startContainer, part.startOffset);
  const selected = part.toString();
  let start = before.toString().length + selected.length - selected.trimStart().length;
  let end = before.toString().length + selected.trimEnd().length;
  const whole = words.textContent;
  if (start >= end) return null;
  const segments = segmenter.segment(whole);
  const [first, last] = [segments.containing(start), segments.containing(end - 1)];
  if (first.isWordLike) start = first.index;
  if (last.isWordLike) end = last.index + last.segment.length;
  [start, end] = withoutMarks(whole, start, end);
  return { paragraph: words.dataset.paragraph, whole, start, end };
}

// Quotation marks at the ends belong to the report, unless their other half is within.
function withoutMarks(whole, start, end) {
  const inner = whole.slice(start + 1, end - 1);
  const [opens, closes] = [/[“«„"]/.test(whole[start]), /[”»“"]/.test(whole[end - 1])];
  if (end - start < 3 || /[“”«»„"]/.test(inner) || !(opens || closes)) return [start, end];
  return [start + (opens ? 1 : 0), end - (closes ? 1 : 0)];
}

// Words after the quote, or else before it, that tell it from the same words elsewhere in the paragraph.
function around({ whole, start, end }) {
  const quote = whole.slice(start, end);
  const places = [];
  for (let at = whole.indexOf(quote); at >= 0; at = whole.indexOf(quote, at + 1)) places.push(at);
  if (places.length < 2) return ["", ""];
  const after = whole.slice(end).trimStart().split(" ");
  const before = whole.slice(0, start).trimEnd().split(" ");
  for (let number = 1; number <= MOST_AROUND; number += 1) {
    const suffix = after.slice(0, number).join(" ");
    const prefix = before.slice(-number).join(" ");
    const followed = places.filter((at) => whole.slice(at + quote.length).trimStart().startsWith(suffix));
    if (suffix && followed.length === 1) return ["", suffix];
    const preceded = places.filter((at) => whole.slice(0, at).trimEnd().endsWith(prefix));
    if (prefix && preceded.length === 1) return [prefix, ""];
  }
  return ["", ""];
}

// Whether a passage stands between quotation marks: the last mark before it opens, or of straight ones an odd number do.
function isQuoted({ whole, start }) {
  const before = whole.slice(0, start);
  const last = before.match(/[“”«»„](?=[^“”«»„]*$)/)?.[0];
  return last ? "“«„".includes(last) : (before.match(/"/g) ?? []).length % 2 === 1;
}

// What was guessed, so that another selection may change it and what was chosen stays.
let guessed = "";

function guessMode(part) {
  const { quote_mode: mode } = form.elements;
  if (mode.value && mode.value !== guessed) return;
  guessed = isQuoted(part) ? "direct" : "indirect";
  fill("quote_mode", guessed);
}

// The words of the quote stay marked in the text, also while another field has the focus.
function show(parts) {
  if (globalThis.Highlight) CSS.highlights.set("desk-quote", new Highlight(...parts));
}
let taken = [];

function take(isFurther) {
  const selection = getSelection();
  if (!selection.rangeCount || selection.isCollapsed) return false;
  const range = selection.getRangeAt(selection.rangeCount - 1);
  const parts = [...text.querySelectorAll("[data-paragraph]")]
    .filter((words) => range.intersectsNode(words))
    .map((words) => partIn(words, range))
    .filter((part) => part);
  if (parts.length !== 1) return false; // a quote is of one paragraph
  const [part] = parts;
  const { quote, paragraph } = form.elements;
  const words = part.whole.slice(part.start, part.end);
  const joins = isFurther && quote.value && paragraph.value === part.paragraph;
  const [prefix, suffix] = joins ? ["", ""] : around(part);
  fill("paragraph", part.paragraph);
  fill("prefix", prefix);
  fill("suffix", suffix);
  fill("quote", joins ? quote.value + JOINT + words : words);
  guessMode(part);
  taken = joins ? [...taken, range.cloneRange()] : [range.cloneRange()];
  show(taken);
  return true;
}

// Where to go on once the words are taken: the first empty field of those that every statement needs.
function goOn() {
  const next = ["speaker", "statement", "kind"].map((name) => form.elements[name]).find((field) => !field.value);
  (next ?? form.elements.statement).focus({ preventScroll: true });
}

// Only a selection that began in the text: a later click elsewhere must not write over what was typed. With Alt, words are
// selected to be copied.
let beganInText = false;
document.addEventListener("mousedown", (event) => { beganInText = text.contains(event.target); });
document.addEventListener("mouseup", (event) => {
  if (beganInText && !event.altKey && take(event.ctrlKey || event.metaKey)) goOn();
});
// With the keyboard: see words.js.
text.addEventListener("desk:take", (event) => { if (take(event.detail.isFurther)) goOn(); });
