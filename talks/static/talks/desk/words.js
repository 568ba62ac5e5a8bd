// The text by keyboard: arrows move by word and by paragraph, Shift selects, letters go to the next word that begins with
// them, Enter takes the words as the quote. It works where the browser shows no caret in pages.

const form = document.querySelector(".desk-statement");
const text = document.querySelector(".desk-text");
const status = document.querySelector(".desk-word");
const TYPED_TOGETHER = 900; // ms between letters of one word
const paragraphs = [...text.querySelectorAll("[data-paragraph]")];
const segmenter = new Intl.Segmenter(text.lang || undefined, { granularity: "word" });
// All words of the text, each with its paragraph and its place in it.
const words = paragraphs.flatMap((node, number) => [...segmenter.segment(node.textContent)]
  .filter((segment) => segment.isWordLike)
  .map(({ index, segment }) => ({ number, start: index, end: index + segment.length, lower: segment.toLowerCase() })));
const begins = words.findIndex(({ number }) => paragraphs[number].dataset.paragraph === text.dataset.at);
const initial = Math.max(0, begins);
const onward = text.dir === "rtl" ? -1 : 1; // where the next word stands
let anchor = initial, focus = initial, typed = "", typedAt = 0;

// The text node and the offset in it at which a character of a paragraph stands.
function place(node, at) {
  const walker = document.createTreeWalker(node, NodeFilter.SHOW_TEXT);
  let before = 0, last = null;
  for (let part = walker.nextNode(); part; part = walker.nextNode()) {
    if (at <= before + part.length) return [part, at - before];
    before += part.length;
    last = part;
  }
  return [last, last.length];
}

function show() {
  const [first, last] = [words[Math.min(anchor, focus)], words[Math.max(anchor, focus)]];
  getSelection().setBaseAndExtent(...place(paragraphs[first.number], first.start), ...place(paragraphs[last.number], last.end));
  const at = words[focus];
  paragraphs[at.number].parentElement.scrollIntoView({ block: "nearest" });
  status.textContent = `¶${paragraphs[first.number].dataset.paragraph} ${getSelection()}`;
}

function go(to, isSelecting) {
  const isSame = (index) => words[index]?.number === words[anchor].number; // a quote is of one paragraph
  if (to < 0 || to >= words.length || (isSelecting && !isSame(to))) return;
  focus = to;
  if (!isSelecting) anchor = to;
  show();
}

function paragraphFrom(step) {
  const number = words[focus].number + step;
  const to = words.findIndex((word) => word.number === number);
  return to < 0 && step < 0 ? 0 : to;
}

function edge(step) {
  let to = focus;
  while (words[to + step]?.number === words[focus].number) to += step;
  return to;
}

// The next word that begins with what is typed, from the present one on and then from the beginning.
function search(letter) {
  const now = performance.now();
  const isFurther = now - typedAt < TYPED_TOGETHER;
  typed = isFurther ? typed + letter : letter;
  typedAt = now;
  const from = isFurther ? focus : focus + 1;
  const order = [...words.keys()].map((step) => (from + step) % words.length);
  const to = order.find((index) => words[index].lower.startsWith(typed));
  if (to !== undefined) go(to, false);
}

text.addEventListener("keydown", (event) => {
  if (!words.length || event.altKey || event.metaKey || (event.ctrlKey && event.key !== "Enter")) return;
  const { key, shiftKey } = event;
  if (key === "ArrowRight") go(focus + onward, shiftKey);
  else if (key === "ArrowLeft") go(focus - onward, shiftKey);
  else if (key === "ArrowDown") go(paragraphFrom(1), false);
  else if (key === "ArrowUp") go(paragraphFrom(-1), false);
  else if (key === "Home") go(edge(-1), shiftKey);
  else if (key === "End") go(edge(1), shiftKey);
  else if (key === "Enter") {
    show();
    text.dispatchEvent(new CustomEvent("desk:take", { detail: { isFurther: shiftKey || event.ctrlKey } }));
  } else if (key.length === 1 && key !== " ") search(key.toLowerCase());
  else return;
  event.preventDefault();
});
text.addEventListener("focus", () => { if (words.length && text.matches(":focus-visible")) show(); });
document.addEventListener("keydown", (event) => {
  if (event.altKey && !event.ctrlKey && event.code === "KeyT") {
    event.preventDefault();
    text.focus();
  }
});
// The text opens where the last statement was taken from.
if (begins > 0) {
  const node = paragraphs[words[begins].number];
  text.scrollTop += node.getBoundingClientRect().top - text.getBoundingClientRect().top - text.clientHeight / 4;
}
