// The summary of what is wrong takes the focus, on arrival and after a part of the page was exchanged.
function focusSummary(root) {
  const summary = root.querySelector("[data-focus]");
  if (summary) summary.focus();
}

// An address that names something folded up unfolds it.
function unfold() {
  const named = window.location.hash.length > 1 && document.getElementById(decodeURIComponent(window.location.hash.slice(1)));
  const folded = named && named.closest("details");
  if (folded) folded.open = true;
}

unfold();
window.addEventListener("hashchange", unfold);
focusSummary(document);
document.addEventListener("htmx:afterSettle", (event) => focusSummary(event.target));

// A link of the summary leads to its control, and opens what the control hides in.
document.addEventListener("click", (event) => {
  const link = event.target.closest?.(".ts-errors a[href^='#']");
  const control = link && document.getElementById(decodeURIComponent(link.hash.slice(1)));
  if (!control) return;
  event.preventDefault();
  control.closest("details")?.setAttribute("open", "");
  const first = control.matches("input, select, textarea, button, a[href]") ? control : control.querySelector("input, select, textarea");
  (first || control).focus();
});
