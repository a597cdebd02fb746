// Keys for people who type all day: ? shows them, / searches, Ctrl+S keeps a draft. Never while an input
// method composes a letter, and single keys never inside a field.
const isTyping = (element) => element.closest?.("input, select, textarea, [contenteditable]");

function showSheet() {
  const sheet = document.getElementById("ts-keys");
  if (!sheet) return;
  if (typeof sheet.showModal === "function") sheet.showModal();
  else sheet.setAttribute("open", "");
}

document.addEventListener("keydown", (event) => {
  if (event.isComposing || event.keyCode === 229) return;
  const ctrl = event.ctrlKey || event.metaKey;
  if (ctrl && !event.altKey && event.key.toLowerCase() === "s") {
    const form = document.activeElement?.closest?.("form[data-draft]") || document.querySelector("form[data-draft]");
    if (form) {
      event.preventDefault();
      form.dispatchEvent(new CustomEvent("toso:save-draft", { bubbles: true }));
    }
    return;
  }
  if (ctrl || event.altKey || isTyping(event.target)) return;
  if (event.key === "?") {
    event.preventDefault();
    showSheet();
  } else if (event.key === "/") {
    const box = document.querySelector("input[type=search]") || document.querySelector("[data-search]");
    if (!box) return;
    event.preventDefault();
    if (box.matches("input")) box.focus();
    else window.location.assign(box.href);
  }
});
