// Takes a statement along: its quotation, its citation or its address, made at the click from what stands on the page; and the
// code that embeds a view.
// One listener for all statements; the words of the menu stand in <template id="take">.

const phrases = document.getElementById("take");
const made = phrases?.content.cloneNode(true);
const [menu, note, sheet] = ["menu", "note", "sheet"].map((part) => made?.querySelector(`[data-part=${part}]`));
const cut = (text) => text.replace(/\s+/g, " ").trim();
const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_all, name) => values[name]);
let from = null;

document.addEventListener("click", (event) => {
  const button = event.target.closest("button.copy, button[data-copy]");
  if (!phrases || !button) return;
  from = button;
  place(button);
  if (button.dataset.copy) take(button.dataset.copy);
  else open(button);
});
menu?.addEventListener("click", (event) => {
  const action = event.target.closest("button")?.value;
  if (!action) return;
  menu.hidePopover();
  from.focus({ preventScroll: true });
  take(action);
});

// The menu follows its button, so that the next Tab leads on from there. The note stands in the page before its text
// changes, so that it is read out.
function place(button) {
  if (button.classList.contains("copy")) button.after(menu);
  if (!note.isConnected) document.body.append(note, sheet);
  note.textContent = "";
}

function open(button) {
  menu.setAttribute("aria-label", button.getAttribute("aria-label"));
  menu.querySelector("[value=share]").hidden = !navigator.share || !matchMedia("(pointer: coarse)").matches;
  const box = button.getBoundingClientRect();
  const left = Math.max(8, Math.min(box.left, document.documentElement.clientWidth - 240));
  menu.style.setProperty("--left", `${left + scrollX}px`);
  menu.style.setProperty("--top", `${box.bottom + scrollY}px`);
  menu.showPopover();
  menu.querySelector("button").focus({ preventScroll: true });
}

async function take(what) {
  const found = texts(from);
  if (what === "share") {
    await navigator.share({ text: found.quotation }).catch(() => {});
    return;
  }
  try {
    await navigator.clipboard.writeText(found[what]);
  } catch {
    show(found[what]);
    return;
  }
  note.textContent = phrases.dataset[what];
  setTimeout(() => (note.textContent = ""), 4000);
}

function show(text) {
  const field = sheet.querySelector("textarea");
  field.value = text;
  sheet.showModal();
  field.focus();
  field.select();
}

// The texts of a statement, or of the record that a page is about. Only what stands in <q> gets quotation marks; all other
// words are those of the report, which the page names before them. The day of access is the reader's.
function texts(button) {
  const part = button.closest(".wording, .claim, .statement");
  const link = part?.querySelector(".cite-link");
  const page = new URL(link?.href ?? location.href);
  // In a folder (talks/static_site/) a page says what its permanent address is, and that of a link.
  const address = (link ?? document.documentElement).dataset.address ?? page.origin + page.pathname;
  const language = document.documentElement.lang;
  const day = new Date().toLocaleDateString(language === "en" ? "en-GB" : language, { dateStyle: "long" });
  const beside = part?.querySelector(".cite");
  const cited = beside ?? document.querySelector(".cite");
  const inFull = cited && fill(cited.dataset.accessed, { citation: cut(cited.textContent), day });
  if (button.dataset.copy) return { address, citation: inFull, code: document.getElementById("embed-code")?.value };
  const { name, role, said, about, cite, own } = button.dataset;
  const sentence = part.querySelector(".st") ?? part.parentElement.closest(".claim").querySelector(".st");
  // A repeat of the statement in the same entry has words of its own.
  const shown = [...part.querySelectorAll("q, .words, .translated")].filter((one) => !one.closest(".again"));
  const [statement, ...quotation] = [sentence, ...shown].map((one) => cut(one.textContent));
  const isQuoted = shown[0].matches("q");
  const words = isQuoted
    ? [statement.replace(/\.$/, ":"), `“${quotation[0]}”`, ...quotation.slice(1).map((one) => `(${one})`)]
    : [statement, quotation[0]];
  const when = [said, about].filter(Boolean).join("; ");
  const lead = role ? `${name} (${role})` : name;
  const report = own === undefined ? fill(phrases.dataset.named, { name, report: cite }) : cite;
  return {
    quotation: `${[lead, ...words, ...(when ? [`(${when})`] : [])].join(" ")}\n${cite}\n${address}`,
    citation: beside || part.matches(".statement") ? inFull : fill(phrases.dataset.accessed, { report, address, day }),
    address,
  };
}
