// Small helps on the page where work is recorded; without scripts its fields are plain fields.
// Plus and minus beside a number.
const read = (field) => Number(field.value.replace(/\./g, "").replace(",", ".")) || 0;

for (const stepper of document.querySelectorAll("[data-stepper]")) {
  const field = stepper.querySelector("input");
  for (const button of stepper.querySelectorAll("[data-step]")) {
    button.hidden = false;
    button.addEventListener("click", () => {
      field.value = String(Math.max(0, Math.round(read(field)) + Number(button.dataset.step)));
      field.dispatchEvent(new Event("input", { bubbles: true }));
    });
  }
}

// The name of the picture that was chosen, on its button.
for (const field of document.querySelectorAll("label.ts-file input[type=file]")) {
  const place = field.closest("label").querySelector("[data-file-name]");
  const words = place.textContent;
  field.addEventListener("change", () => {
    place.textContent = field.files[0]?.name || words;
  });
}
