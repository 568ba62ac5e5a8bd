// What to look at in the statement as it is typed, below its fields. The server looks; nothing is saved.

const PAUSE = 500; // ms without a change before the server is asked
const form = document.querySelector(".desk-statement");
const foot = form.querySelector(".desk-told");
const main = form.elements.save;
let timer, under = new AbortController();

async function look() {
  under.abort();
  under = new AbortController();
  const { quote, statement } = form.elements;
  if (!quote.value.trim() && !statement.value.trim()) return show({ told: [], share: "" });
  const sent = { method: "POST", body: new FormData(form), signal: under.signal };
  const response = await fetch(form.dataset.check, sent).catch(() => null);
  // After the end of a session the answer is the page of the login, or the word that the token is an old one.
  foot.querySelector(".ended").hidden = !response?.redirected;
  if (response?.ok && !response.redirected) show(await response.json());
}

function show({ told, share }) {
  const list = foot.querySelector("ul");
  const items = told.map(({ field, message }) => {
    const item = document.createElement("li");
    item.dataset.about = field;
    item.textContent = message;
    return item;
  });
  // A live region speaks only where something changed.
  if (list.textContent !== items.map((item) => item.textContent).join("")) list.replaceChildren(...items);
  const line = foot.querySelector(".share");
  if (line.textContent !== share) line.textContent = share;
  mark();
}

// A field with something to look at is marked, and the main button says that it saves no more than a draft.
function mark() {
  const about = new Set([...foot.querySelectorAll("[data-about]")].map((item) => item.dataset.about));
  for (const field of form.elements) {
    if (field.name) field.toggleAttribute("data-doubt", about.has(field.name));
  }
  if (main.dataset.draft) main.value = about.size ? main.dataset.draft : main.dataset.plain;
}

function later() {
  clearTimeout(timer);
  timer = setTimeout(look, PAUSE);
}
form.addEventListener("input", later);
form.addEventListener("change", later);
form.addEventListener("submit", () => { clearTimeout(timer); under.abort(); });
mark();
if (form.elements.quote.value) later();
