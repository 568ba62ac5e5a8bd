// What the server makes of what is typed, below each field; and lists of records to choose from. Without scripts the same
// fields are plain text, which the server reads when the form is saved.

const PAUSE = 150; // ms without a key before the server is asked

// Ask the server for each value, and use only the answer to the last one.
function asking(address, use) {
  let timer, last = 0;
  return (parameters) => {
    clearTimeout(timer);
    last += 1;
    const asked = last;
    if (!parameters) return use(null);
    timer = setTimeout(async () => {
      const response = await fetch(`${address}?${new URLSearchParams(parameters)}`).catch(() => null);
      // After the end of a session the answer is the page of the login.
      const isAnswer = response?.ok && response.headers.get("Content-Type").startsWith("application/json");
      const answer = isAnswer ? await response.json() : null;
      if (asked === last) use(answer);
    }, PAUSE);
  };
}

function tell(input, message, state = "") {
  const live = document.getElementById(`${input.id}_live`);
  if (!live) return;
  live.textContent = message;
  live.dataset.state = state;
}

// A form, and one that comes later as a part of the page.
function setUp(form) {
  // Ctrl+Enter saves from any field, with the first button.
  form.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      form.requestSubmit(form.querySelector("[type=submit]"));
    }
  });
  for (const input of form.querySelectorAll("[data-day]")) {
    const ask = asking(form.dataset.day, (answer) => tell(input, answer?.message ?? "", answer?.reads ? "right" : "wrong"));
    const read = () => ask(input.value.trim() ? { q: input.value } : null);
    input.addEventListener("input", read);
    read();
  }
  if (form.dataset.quote) checkQuote(form);
  for (const input of form.querySelectorAll("[data-choose]")) chooser(form, input);
}

function checkQuote(form) {
  const { quote, paragraph, prefix, suffix } = form.elements;
  const ask = asking(form.dataset.quote, (answer) => {
    tell(quote, answer?.message ?? "", answer?.stands ? "right" : "wrong");
    if (answer?.stands && !paragraph.value) paragraph.value = answer.paragraph;
  });
  const check = () => ask(quote.value.trim() ? {
    quote: quote.value, paragraph: paragraph.value, prefix: prefix.value, suffix: suffix.value,
  } : null);
  for (const input of [quote, paragraph, prefix, suffix]) input.addEventListener("input", check);
  check();
}

// Records

// What a speaker gave to other fields, so that another speaker may change it and what was typed stays.
const given = new Map();

function give(form, name, value) {
  const field = form.elements[name];
  if (!field || !value || (name !== "attribution" && field.value && field.value !== given.get(name))) return;
  field.value = value;
  given.set(name, value);
  field.dispatchEvent(new Event("change", { bubbles: true }));
}

function chooser(form, input) {
  const { choose: kind, several } = input.dataset;
  const fieldName = input.name.replace(/^new-/, "");
  const list = document.createElement("ul");
  list.id = `${input.id}_list`;
  list.className = "desk-choices";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", input.labels[0]?.textContent ?? "");
  list.hidden = true;
  input.after(list);
  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-controls", list.id);
  input.setAttribute("aria-expanded", "false");

  const options = () => [...list.children];
  const term = () => (several ? input.value.slice(input.value.lastIndexOf(several) + 1) : input.value).trim();
  const active = () => list.querySelector("[aria-selected=true]");

  function move(option) {
    active()?.setAttribute("aria-selected", "false");
    option?.setAttribute("aria-selected", "true");
    if (option) input.setAttribute("aria-activedescendant", option.id);
    else input.removeAttribute("aria-activedescendant");
    option?.scrollIntoView({ block: "nearest" });
  }

  function close() {
    list.hidden = true;
    list.replaceChildren();
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }

  function take(option) {
    const at = several ? input.value.lastIndexOf(several) + 1 : 0;
    const before = input.value.slice(0, at);
    const { value } = option.dataset;
    input.value = several ? `${before}${before && " "}${value}${several} ` : value;
    close();
    learnOf({ q: value, report: form.dataset.report ?? "" });
    input.dispatchEvent(new Event("change", { bubbles: true }));
  }

  function show(answer) {
    close();
    if (!answer || document.activeElement !== input) return;
    list.replaceChildren(...answer.results.map(({ value, label }, number) => {
      const option = document.createElement("li");
      option.id = `${list.id}_${number}`;
      option.dataset.value = value;
      option.textContent = label;
      option.setAttribute("role", "option");
      option.setAttribute("aria-selected", "false");
      return option;
    }));
    list.hidden = !answer.results.length;
    input.setAttribute("aria-expanded", String(!list.hidden));
  }

  function name(answer) {
    tell(input, answer?.chosen?.label ?? "", answer?.chosen ? "right" : "");
  }

  function learn(answer) {
    name(answer);
    const chosen = answer?.chosen;
    if (chosen && input.name === "speaker") {
      give(form, "speaker_role", chosen.role);
      give(form, "attribution", chosen.attribution);
    }
  }

  const address = form.dataset.find.replace("/kind/", `/${kind}/`);
  const learnOf = asking(address, learn);
  const ask = asking(address, (answer) => { show(answer); learn(answer); });

  input.addEventListener("input", () => {
    close(); // nothing is offered or told that does not belong to what is typed now
    tell(input, "");
    const typed = term();
    ask(typed ? { q: typed, report: form.dataset.report ?? "", field_name: fieldName } : null);
  });
  input.addEventListener("keydown", (event) => {
    if (event.isComposing || event.ctrlKey || event.metaKey) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      const all = options();
      if (!all.length) return;
      event.preventDefault();
      const at = all.indexOf(active()) + (event.key === "ArrowDown" ? 1 : -1);
      move(all.at(at % all.length));
    } else if (event.key === "Enter") {
      event.preventDefault(); // it neither saves the form nor takes what nobody moved to
      if (active()) take(active());
      else close();
    } else if (event.key === "Tab" && active()) {
      take(active());
    } else if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      close();
    }
  });
  list.addEventListener("mousedown", (event) => {
    event.preventDefault(); // the field keeps the focus
    const option = event.target.closest("[role=option]");
    if (option) take(option);
  });
  input.addEventListener("blur", close);
  // A click into a field with one record selects it whole, as the tab key does: what is typed next takes its place.
  let isEntered = false;
  input.addEventListener("mousedown", () => { isEntered = !several && document.activeElement !== input; });
  input.addEventListener("click", () => { if (isEntered && input.selectionStart === input.selectionEnd) input.select(); });
  // What stands there at first is only named: it changes no other field.
  if (input.value && !several) asking(address, name)({ q: input.value });
}

setUp(document.querySelector("[data-find]"));
// What was refused is mended next.
document.querySelector(".errors :is(input, select, textarea):not([type=hidden])")?.focus();
document.addEventListener("desk:part", (event) => setUp(event.target));
