// Passages that look like statements, loaded after the page. A click takes one into the form, and saves nothing; one that is
// dismissed stays away until the window is closed.

const panel = document.querySelector("[data-suggestions]");
const form = document.querySelector(".desk-statement");
const heading = panel.querySelector("h2");
const dismissed = `dismissed ${panel.dataset.suggestions}`;
const keys = () => new Set(JSON.parse(sessionStorage.getItem(dismissed) ?? "[]"));

function count() {
  const number = panel.querySelectorAll("[data-key]").length;
  heading.textContent = number ? `${panel.dataset.title} (${number})` : panel.dataset.title;
}

function remove(item) {
  const next = (item.nextElementSibling ?? item.previousElementSibling)?.querySelector("a");
  item.remove();
  count();
  return next;
}

function take(link) {
  const detail = JSON.parse(link.dataset.fill);
  form.dispatchEvent(new CustomEvent("desk:fill", { detail }));
  document.getElementById(`p${detail.paragraph}`)?.scrollIntoView({ block: "nearest" });
  form.elements.statement.focus();
}

function dismissing(item) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "dismiss";
  button.textContent = "×";
  button.setAttribute("aria-label", `${panel.dataset.dismiss}: ${item.querySelector("a").textContent}`);
  button.addEventListener("click", () => {
    sessionStorage.setItem(dismissed, JSON.stringify([...keys().add(item.dataset.key)]));
    (remove(item) ?? form.elements.quote).focus();
  });
  item.append(button);
}

async function load() {
  const response = await fetch(`${panel.dataset.suggestions}?part=1`).catch(() => null);
  if (!response?.ok || response.redirected) return; // the link to them stays
  const part = document.createElement("div");
  part.innerHTML = await response.text();
  const away = keys();
  for (const item of part.querySelectorAll("[data-key]")) {
    if (away.has(item.dataset.key)) item.remove();
    else dismissing(item);
  }
  panel.append(part);
  count();
}

panel.addEventListener("click", (event) => {
  const link = event.target.closest("[data-fill]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  take(link);
});

load();
