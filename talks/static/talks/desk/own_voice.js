// The report's own voice has no speaker, and no day on which somebody said it: choosing it empties those fields and says so.
// With another choice the day stands there again.

const form = document.querySelector(".desk-statement");
const SPEAKER = ["speaker", "speaker_role", "side"];
const DAY = ["said", "said_basis", "said_basis_note"];
const { attribution } = form.elements;
const live = document.getElementById(`${attribution.id}_live`);
let day = new Map(), last = attribution.value;

// What stands below a field says from where its value is.
function fill(name, value) {
  const field = form.elements[name];
  field.value = value;
  document.getElementById(`${field.id}_helptext`)?.toggleAttribute("hidden", !value);
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

function choose() {
  if (attribution.value === last) return;
  last = attribution.value;
  live.textContent = "";
  document.getElementById(`${attribution.id}_helptext`)?.setAttribute("hidden", ""); // it was chosen now
  if (last !== "own-voice") {
    for (const [name, value] of day) if (!form.elements[name].value) fill(name, value);
    day = new Map();
    return;
  }
  const filled = [...SPEAKER, ...DAY].filter((name) => form.elements[name].value);
  day = new Map(DAY.map((name) => [name, form.elements[name].value]));
  for (const name of filled) fill(name, "");
  if (filled.length) live.textContent = form.dataset.ownVoice;
}
attribution.addEventListener("input", choose);
attribution.addEventListener("change", choose);
