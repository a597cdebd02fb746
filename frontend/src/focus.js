// The summary of what is wrong takes the focus, on arrival and after a part of the page was exchanged.
function focusSummary(root) {
  const summary = root.querySelector("[data-focus]");
  if (summary) summary.focus();
}

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
