// What the record has for the statement as it is typed, below the form: a click on a hint writes it into its field, and another
// one takes it out. Nothing is chosen by itself, and nothing is saved. Without scripts the same buttons send the form.

const PAUSE = 500; // ms without a change before the server is asked
const NAMES = ["speaker", "said", "event", "kind", "quote", "statement", "paragraph"];
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
  if (!said && !event && !now.at(-1)) return show(""); // all hints need one of them
  const sent = { method: "POST", body: new FormData(form), signal: under.signal };
  const response = await fetch(panel.dataset.hints, sent).catch(() => null);
  if (response?.ok && !response.redirected) show((await response.text()).trim());
  else asked = ""; // ask again with the next change
}

// What belongs beside a field is shown there.
const beside = document.createElement("div");
beside.className = "desk-beside";
document.getElementById("said-field").append(beside);
function moveBeside() {
  const own = part.querySelector("[data-beside]");
  beside.replaceChildren(...(own?.childNodes ?? []));
  own?.remove();
}

let shown = part.innerHTML.trim();
moveBeside();
function show(html) {
  if (html === shown) return press();
  shown = html;
  const focused = buttons().includes(document.activeElement) ? document.activeElement : null;
  part.innerHTML = html; // made by our own server
  moveBeside();
  const { words = "", count = "" } = part.firstElementChild?.dataset ?? {};
  heading.hidden = !count;
  heading.textContent = count ? `${title} (${count})` : title;
  if (status.textContent !== words) status.textContent = words;
  press();
  if (focused) (same(focused) ?? form.elements[focused.dataset.field ?? "statement"]).focus();
}

function buttons() {
  return [part, beside].flatMap((one) => [...one.querySelectorAll("[data-field]")]);
}

// The button that now stands for one that is gone.
function same({ dataset: { field, value } }) {
  return buttons().find((one) => one.dataset.field === field && one.dataset.value === value);
}

function chosen(field) {
  const { value, dataset: { several } } = field;
  return (several ? value.split(several) : [value]).map((one) => one.trim()).filter((one) => one);
}

function press() {
  for (const button of buttons()) {
    const isChosen = chosen(form.elements[button.dataset.field]).includes(button.dataset.value);
    button.setAttribute("aria-pressed", String(isChosen));
  }
}

for (const one of [part, beside]) one.addEventListener("click", (event) => {
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
  const further = Object.entries(JSON.parse(button.dataset.fill ?? "{}")).map(([other, words]) => [other, isOut ? "" : words]);
  form.dispatchEvent(new CustomEvent("desk:fill", { detail: { [name]: written, ...Object.fromEntries(further) } }));
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
