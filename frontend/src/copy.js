// Buttons that copy what a field holds (data-copy="#field") and then say data-copied.
// They stay hidden where the browser cannot copy.
if (navigator.clipboard) {
  for (const button of document.querySelectorAll("[data-copy]")) {
    button.hidden = false;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(document.querySelector(button.dataset.copy).value);
      (button.querySelector("span") || button).textContent = button.dataset.copied;
    });
  }
}
