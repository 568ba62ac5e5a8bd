// A file dropped on the page is read; lines are struck out and restored by click or key. Without scripts a file is chosen in
// its field, and each line has a tick.

const form = document.querySelector(".desk-report");

// Drop

const hasFile = (event) => event.dataTransfer?.types.includes("Files");

document.addEventListener("dragover", (event) => {
  if (!hasFile(event)) return;
  event.preventDefault(); // else the browser opens the file in place of the page
  event.dataTransfer.dropEffect = "copy";
  form.classList.add("is-over");
});
document.addEventListener("dragleave", (event) => {
  if (!event.relatedTarget) form.classList.remove("is-over");
});
document.addEventListener("drop", (event) => {
  if (!hasFile(event)) return;
  event.preventDefault();
  form.classList.remove("is-over");
  if (event.dataTransfer.files.length !== 1) return;
  form.elements.file.files = event.dataTransfer.files;
  form.requestSubmit(form.elements.preview);
});

// Lines

const list = form.querySelector(".desk-lines");
if (list) strike(list);

function strike(list) {
  const rows = [...list.children];
  const ticks = rows.map((row) => row.querySelector("input"));
  const lines = ticks.filter(Boolean); // the headline has none
  const steps = []; // what to go back to: the state of each line
  let last = 0; // where a range begins

  const help = form.querySelector("[data-keys]");
  const counted = form.querySelector("[data-counted]");
  help.hidden = false;

  function number() {
    let paragraph = 0;
    rows.forEach((row, at) => {
      const tick = ticks[at];
      if (!tick) return;
      row.classList.toggle("out", tick.checked);
      if (!tick.checked) paragraph += 1;
      row.querySelector(".number").textContent = tick.checked ? list.dataset.out : `¶${paragraph}`;
    });
    counted.textContent = list.dataset.counts.replace("%s", paragraph);
  }

  const state = () => lines.map((tick) => tick.checked);
  function change(make) {
    steps.push(state());
    make();
    number();
  }

  function range(from, to, checked) {
    for (const tick of lines.slice(Math.min(from, to), Math.max(from, to) + 1)) tick.checked = checked;
  }

  function go(to) {
    const tick = lines[Math.max(0, Math.min(lines.length - 1, to))];
    for (const one of lines) one.tabIndex = one === tick ? 0 : -1;
    tick.focus();
    tick.closest("li").scrollIntoView({ block: "nearest" });
  }

  // One stop for the tab key; arrows go on from there.
  lines.forEach((tick, at) => { tick.tabIndex = at ? -1 : 0; });

  list.addEventListener("click", (event) => {
    const tick = event.target.closest("li")?.querySelector("input");
    if (!tick || String(getSelection())) return;
    event.preventDefault(); // the label would tick it once more
    const at = lines.indexOf(tick);
    // A tick that was clicked itself has turned already, and turns back after this event: so it is set then.
    const checked = event.target === tick ? tick.checked : !tick.checked;
    const from = event.shiftKey ? last : at;
    setTimeout(() => {
      change(() => range(from, at, checked));
      last = at;
      go(at);
    });
  });
  list.addEventListener("mousedown", (event) => {
    if (event.shiftKey) event.preventDefault(); // no words are selected from line to line
  });

  list.addEventListener("keydown", (event) => {
    const at = lines.indexOf(event.target);
    if (at < 0 || event.isComposing || event.altKey) return;
    const withControl = event.ctrlKey || event.metaKey;
    const moves = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: lines.length - 1, PageDown: at + 10, PageUp: at - 10 };
    if (withControl && event.key.toLowerCase() === "z") {
      const former = steps.pop();
      if (former) lines.forEach((tick, number) => { tick.checked = former[number]; });
      number();
    } else if (withControl) {
      return;
    } else if (event.key in moves) {
      go(moves[event.key]);
    } else if ([" ", "Delete", "Backspace"].includes(event.key)) {
      const checked = !lines[at].checked;
      change(() => range(event.shiftKey ? last : at, at, checked));
      last = at;
    } else {
      return;
    }
    event.preventDefault();
  });
  // The browser ticks a box when the key is let go.
  list.addEventListener("keyup", (event) => {
    if (event.key === " ") event.preventDefault();
  });
  number();
}
