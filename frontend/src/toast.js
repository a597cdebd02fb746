// A message that can be taken back for ten seconds, counted in words. The count stands still while the
// message is looked at (hovered or focused), and pages without scripts keep it until they are left.
function count(toast) {
  const place = toast.querySelector("[data-left]");
  let left = Number(toast.dataset.undoSeconds) || 10;
  const timer = setInterval(() => {
    if (!toast.isConnected) return clearInterval(timer);
    if (toast.matches(":hover") || toast.contains(document.activeElement)) return undefined;
    left -= 1;
    if (place) place.textContent = String(left);
    if (left > 0) return undefined;
    clearInterval(timer);
    return toast.remove();
  }, 1000);
}

export function start(root) {
  for (const toast of root.querySelectorAll("[data-undo-seconds]:not([data-counting])")) {
    toast.dataset.counting = "";
    count(toast);
  }
}

// For scripts: show a message with a way back, from the template that the page carries.
export function offerUndo(words, undo) {
  const made = document.getElementById("ts-toast").content.firstElementChild.cloneNode(true);
  made.querySelector("[data-words]").textContent = words;
  made.querySelector("button").addEventListener("click", () => {
    made.remove();
    undo();
  });
  document.getElementById("ts-toasts").replaceChildren(made);
  start(document);
}

start(document);
document.addEventListener("htmx:afterSettle", (event) => start(event.target));
