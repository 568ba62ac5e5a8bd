// Work that is not saved yet stays in this browser: after the end of a session, a crash, or a closed tab it is offered again on
// the same form, for the same user. It is forgotten once it is saved.

const NEVER = /^(csrfmiddlewaretoken|(.*-)?token|_.*|password\d?)$/;
const MOST = 3; // states of one form, as of several tabs
const PAUSE = 400; // ms without a change before it is stored
const SENT = "talks-sent"; // in this tab: what was sent, so that the next page can tell that it was saved
const script = document.getElementById("unsaved");
const form = document.querySelector('form[data-unsaved], #content-main > form[id$="_form"]:has([name=opened])');
const key = `talks-unsaved:${script.dataset.user}:${location.pathname}`;

function read() {
  try { return JSON.parse(localStorage.getItem(key)) ?? []; } catch { return []; }
}

function write(entries, name = key) {
  try {
    if (entries.length) localStorage.setItem(name, JSON.stringify(entries.slice(-MOST)));
    else localStorage.removeItem(name);
    return true;
  } catch { return false; }
}

// What was sent from this tab is saved if the page that follows says so. If that page is the form as it was sent, with what the
// server added to it, the work goes on under the same id, which is returned.
function settle() {
  const sent = sessionStorage.getItem(SENT);
  sessionStorage.removeItem(SENT);
  if (!sent) return null;
  const { name, id } = JSON.parse(sent);
  if (!document.querySelector(".messagelist .success")) {
    const isSame = form?.dataset.unsaved === "sent" || document.querySelector(".errornote");
    return name === key && isSame ? id : null;
  }
  try { write((JSON.parse(localStorage.getItem(name)) ?? []).filter((entry) => entry.id !== id), name); } catch { /* nothing stored */ }
  return null;
}

function values() {
  const found = {};
  for (const field of form.elements) {
    if (!field.name || NEVER.test(field.name) || ["submit", "button", "file"].includes(field.type)) continue;
    let value = field.value;
    if (field.type === "checkbox" || field.type === "radio") value = field.checked ? [field.value] : [];
    if (field.tagName === "SELECT") value = [...field.selectedOptions].map((option) => [option.value, option.text]);
    (found[field.name] ??= []).push(value);
  }
  return found;
}

// Rows of tables that a script had added.
function addRows(stored) {
  for (const [name, [total]] of Object.entries(stored).filter(([name]) => name.endsWith("-TOTAL_FORMS"))) {
    const link = document.querySelector(`#${name.replace("-TOTAL_FORMS", "-group")} .add-row a`);
    while (link && Number(form.elements[name]?.value) < Number(total)) link.click();
  }
}

function restore(stored) {
  addRows(stored);
  const met = {};
  for (const field of form.elements) {
    const value = stored[field.name]?.[(met[field.name] = (met[field.name] ?? -1) + 1)];
    if (value === undefined || NEVER.test(field.name)) continue;
    if (field.type === "checkbox" || field.type === "radio") field.checked = value.includes(field.value);
    else if (field.tagName === "SELECT") choose(field, value);
    else field.value = value;
    for (const type of ["input", "change"]) field.dispatchEvent(new Event(type, { bubbles: true }));
  }
}

function choose(select, chosen) {
  for (const option of select.options) option.selected = false;
  for (const [value, label] of chosen) {
    const option = [...select.options].find((one) => one.value === value) ?? select.appendChild(new Option(label, value));
    option.selected = true;
  }
}

// On the way back the form is the one that was sent, with its token, so that the server knows it again.
function goBack() {
  const isBack = performance.getEntriesByType("navigation")[0]?.type === "back_forward";
  if (!isBack || !history.state?.token || !form.elements.token) return;
  restore(history.state.values);
  form.elements.token.value = history.state.token;
}

function watch(sent) {
  goBack();
  const initial = JSON.stringify(values());
  let id = sent ?? crypto.randomUUID?.() ?? String(Math.random()), timer, fails = false, isSent = false;

  function store() {
    const now = values();
    const others = read().filter((entry) => entry.id !== id);
    const isChanged = sent || JSON.stringify(now) !== initial || document.querySelector(".errornote");
    fails = !write(isChanged ? [...others, { id, time: Date.now(), values: now }] : others) && isChanged;
  }

  // A form that comes back with errors, or by the way back, is the same work and not another one.
  const same = sent ? null : read().find((entry) => JSON.stringify(entry.values) === initial);
  if (same) id = same.id;
  if (sent) store();
  offer(read().filter((entry) => entry !== same && entry.id !== id));

  function offer(entries) {
    for (const entry of entries) {
      const box = document.getElementById("unsaved-offer").content.firstElementChild.cloneNode(true);
      const time = box.querySelector("time");
      time.dateTime = new Date(entry.time).toISOString();
      time.textContent = new Date(entry.time).toLocaleString(document.documentElement.lang, { dateStyle: "medium", timeStyle: "short" });
      box.querySelector("[data-restore]").addEventListener("click", () => {
        write(read().filter((one) => one.id !== entry.id));
        restore(entry.values);
        box.remove();
        store();
      });
      box.querySelector("[data-discard]").addEventListener("click", () => {
        write(read().filter((one) => one.id !== entry.id));
        box.remove();
      });
      form.before(box);
    }
  }

  const later = () => { clearTimeout(timer); timer = setTimeout(store, PAUSE); };
  form.addEventListener("input", later);
  form.addEventListener("change", later);
  globalThis.django?.jQuery?.(form).on("change", later); // of select2
  form.addEventListener("submit", () => {
    clearTimeout(timer);
    store();
    isSent = true;
    if (form.elements.token) history.replaceState({ token: form.elements.token.value, values: values() }, "");
    try { sessionStorage.setItem(SENT, JSON.stringify({ name: key, id })); } catch { fails = false; }
  });
  addEventListener("pagehide", () => { if (!isSent && timer) store(); });
  addEventListener("pageshow", (event) => { if (event.persisted) isSent = false; });
  addEventListener("beforeunload", (event) => { if (fails && !isSent) event.preventDefault(); });
}

const sent = settle();
if (form && !form.elements._popup) watch(sent);
