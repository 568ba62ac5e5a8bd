// What the record has for the statement as it is typed, below the form: a click on a hint writes it into its field, and another
// one takes it out. Nothing is chosen by itself, and nothing is saved. Without scripts the same buttons send the form.

const PAUSE = 500; // ms without a change before the server is asked
const NAMES = ["speaker", "said", "event", "kind", "quote", "statement"];
const form = document.querySelector(".desk-statement");
const panel = document.querySelector("[data-hints]");
const heading = panel.querySelector("h2");
const title = heading.textContent;
const part = panel.querySelector(".part");
const status = panel.querySelector("[role=status]");
let timer, asked = "", under = new AbortController();

const typed = () => NAMES.map((name) => form.elements[name].value.trim());

async function look() {
  const now = typed();
  if (now.join("\n") === asked) return;
  asked = now.join("\n");
  under.abort();
  under = new AbortController();
  const [, said, event] = now;
  if (!said && !event) return show(""); // all hints need one of them
  const sent = { method: "POST", body: new FormData(form), signal: under.signal };
  const response = await fetch(panel.dataset.hints, sent).catch(() => null);
  if (response?.ok && !response.redirected) show((await response.text()).trim());
  else asked = ""; // ask again with the next change
}

let shown = part.innerHTML.trim();
function show(html) {
  if (html === shown) return press();
  shown = html;
  const focused = part.contains(document.activeElement) ? document.activeElement : null;
  part.innerHTML = html; // made by our own server
  const { words = "", count = "" } = part.firstElementChild?.dataset ?? {};
  heading.hidden = !count;
  heading.textContent = count ? `${title} (${count})` : title;
  if (status.textContent !== words) status.textContent = words;
  press();
  if (focused) (same(focused) ?? form.elements[focused.dataset.field ?? "statement"]).focus();
}

// The button that now stands for one that is gone.
function same({ dataset: { field, value } }) {
  return [...part.querySelectorAll("[data-field]")].find((one) => one.dataset.field === field && one.dataset.value === value);
}

function chosen(field) {
  const { value, dataset: { several } } = field;
  return (several ? value.split(several) : [value]).map((one) => one.trim()).filter((one) => one);
}

function press() {
  for (const button of part.querySelectorAll("[data-field]")) {
    const isChosen = chosen(form.elements[button.dataset.field]).includes(button.dataset.value);
    button.setAttribute("aria-pressed", String(isChosen));
  }
}

part.addEventListener("click", (event) => {
  const button = event.target.closest("[data-field]");
  if (!button) return;
  event.preventDefault();
  const { field: name, value } = button.dataset;
  const field = form.elements[name];
  const { several } = field.dataset;
  const isOut = button.getAttribute("aria-pressed") === "true";
  const others = several ? chosen(field).filter((one) => one !== value) : [];
  const all = isOut ? others : [...others, value];
  const written = several ? all.map((one) => `${one}${several} `).join("") : all.join("");
  form.dispatchEvent(new CustomEvent("desk:fill", { detail: { [name]: written } }));
  press();
});

document.addEventListener("keydown", (event) => {
  if (event.altKey && !event.ctrlKey && event.code === "KeyH") {
    event.preventDefault();
    part.querySelector("button, a")?.focus();
  }
});

function later() {
  clearTimeout(timer);
  timer = setTimeout(look, PAUSE);
}
for (const type of ["input", "change"]) form.addEventListener(type, () => { press(); later(); });
form.addEventListener("submit", () => { clearTimeout(timer); under.abort(); });
press();
look();
