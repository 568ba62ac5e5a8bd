// A calendar beside each text field for a date, where the browser has one. The day chosen is written into the text field,
// which is the one that is sent; what was typed stays until a day is chosen.

const pickers = "showPicker" in HTMLInputElement.prototype ? document.querySelectorAll("input[data-picker]") : [];

for (const picker of pickers) {
  const text = document.getElementById(picker.dataset.picker);
  const button = picker.previousElementSibling;
  picker.hidden = button.hidden = false;
  button.addEventListener("click", () => {
    // A month or a year opens at its first day.
    const [year, month, day] = text.value.split("-");
    picker.value = /^\d{4}(-\d\d){0,2}$/.test(text.value) ? `${year}-${month ?? "01"}-${day ?? "01"}` : "";
    picker.showPicker();
  });
  // The event goes on to the form, which htmx sends after a change of any field.
  picker.addEventListener("change", () => {
    if (picker.value) text.value = picker.value;
    text.focus();
  });
}
