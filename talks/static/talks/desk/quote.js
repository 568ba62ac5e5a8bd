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
  return { paragraph: words.dataset.paragraph, whole, start, end };
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

function take(isFurther) {
  const selection = getSelection();
  if (!selection.rangeCount || selection.isCollapsed) return;
  const range = selection.getRangeAt(selection.rangeCount - 1);
  const parts = [...text.querySelectorAll("[data-paragraph]")]
    .filter((words) => range.intersectsNode(words))
    .map((words) => partIn(words, range))
    .filter((part) => part);
  if (parts.length !== 1) return; // a quote is of one paragraph
  const [part] = parts;
  const { quote, paragraph } = form.elements;
  const words = part.whole.slice(part.start, part.end);
  const joins = isFurther && quote.value && paragraph.value === part.paragraph;
  const [prefix, suffix] = joins ? ["", ""] : around(part);
  fill("paragraph", part.paragraph);
  fill("prefix", prefix);
  fill("suffix", suffix);
  fill("quote", joins ? quote.value + JOINT + words : words);
}

// Only a selection that began in the text: a later click elsewhere must not write over what was typed.
let beganInText = false;
document.addEventListener("mousedown", (event) => { beganInText = text.contains(event.target); });
document.addEventListener("mouseup", (event) => { if (beganInText) take(event.ctrlKey || event.metaKey); });
// With the keyboard, where the browser shows a caret in pages.
text.addEventListener("keyup", (event) => { if (event.shiftKey || event.key === "Shift") take(event.ctrlKey || event.metaKey); });
