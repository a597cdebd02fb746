// A button that shows what was typed into a password field; without scripts it is not there.
for (const button of document.querySelectorAll("[data-shows]")) {
  const field = document.getElementById(button.dataset.shows);
  const words = [button.textContent, button.dataset.hide];
  button.hidden = false;
  button.addEventListener("click", () => {
    const isShown = field.type === "text";
    field.type = isShown ? "password" : "text";
    button.textContent = words[isShown ? 0 : 1];
    button.setAttribute("aria-pressed", String(!isShown));
  });
}
