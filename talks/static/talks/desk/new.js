// A new event, person or other record in a dialog over the page; what it is called then stands in the field. Without scripts
// the same link opens the form of the admin in a new tab.

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-new]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  open(link);
});

async function open(link) {
  const field = document.getElementById(link.dataset.for);
  const address = field.form.dataset.new.replace("/kind/", `/${link.dataset.new}/`);
  const { several } = field.dataset;
  const typed = several ? field.value.slice(field.value.lastIndexOf(several) + 1) : field.value;
  // What names a record already is no name for a new one.
  const isChosen = document.getElementById(`${field.id}_live`)?.dataset.state === "right";
  const answer = await ask(`${address}?${new URLSearchParams({ name: isChosen ? "" : typed.trim() || (field.dataset.named ?? ""), event: link.dataset.about ?? "" })}`);
  if (!answer) return location.assign(link.href);
  const dialog = document.createElement("dialog");
  dialog.className = "desk-dialog";
  document.body.append(dialog);
  dialog.addEventListener("close", () => { dialog.remove(); goTo(field); });
  fill(dialog, answer.form);
  dialog.showModal();

  const use = (value) => {
    dialog.close();
    const at = several ? field.value.lastIndexOf(several) + 1 : 0;
    const isQuestion = link.dataset.new === "question"; // one of its answers is chosen next
    field.value = field.value.slice(0, at) + (at ? " " : "") + value + (several && !isQuestion ? `${several} ` : "");
    goTo(field);
    field.dispatchEvent(new Event("input", { bubbles: true }));
  };
  dialog.addEventListener("click", ({ target }) => {
    if (target.closest("[data-close]")) dialog.close();
    const known = target.closest("[data-use]");
    if (known) use(known.dataset.use);
  });
  dialog.addEventListener("submit", async (event) => {
    event.preventDefault();
    event.stopPropagation();
    const button = event.target.querySelector("[type=submit]");
    button.disabled = true;
    const told = await ask(address, { method: "POST", body: new FormData(event.target) });
    button.disabled = false;
    if (told?.saved) use(told.saved.value);
    else if (told) fill(dialog, told.form);
  });
}

// Also where it is below a fold.
function goTo(field) {
  field.closest("details")?.setAttribute("open", "");
  field.focus();
}

async function ask(address, options) {
  const response = await fetch(address, options).catch(() => null);
  return response?.ok && !response.redirected ? response.json() : null;
}

// Put a form that the server made into the dialog. It comes from our own host and holds no script.
function fill(dialog, html) {
  const part = new DOMParser().parseFromString(html, "text/html").querySelector("form");
  dialog.replaceChildren(part);
  part.dispatchEvent(new Event("desk:part", { bubbles: true }));
  dialog.setAttribute("aria-label", part.querySelector("h2").textContent);
  (part.querySelector(".errors :is(input, select, textarea)") ?? part.querySelector("input:not([type=hidden])")).focus();
}
