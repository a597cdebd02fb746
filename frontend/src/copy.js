// Buttons that copy. They stay hidden where the browser cannot copy.
//   data-copy="#field"        copies what the field holds
//   data-copy-table="#table"  copies the table as cells for Excel, as it is shown
// Both say data-copied once it is done.

// A cell's words on one line. What Excel would take for a formula is marked as text; numbers stay numbers.
function wordsOf(cell) {
  const words = cell.innerText.replace(/\s+/g, " ").trim();
  return /^[=+@-]/.test(words) && !/^[+-]?[\d.,]+$/.test(words) ? `'${words}` : words;
}

const rowsOf = (table) => [...table.rows].map((row) => [...row.cells].map(wordsOf).join("\t")).join("\n");

function start(button, textOf) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(textOf());
    (button.querySelector("span") || button).textContent = button.dataset.copied;
  });
}

if (navigator.clipboard) {
  for (const button of document.querySelectorAll("[data-copy]")) {
    start(button, () => document.querySelector(button.dataset.copy).value);
  }
  for (const button of document.querySelectorAll("[data-copy-table]")) {
    start(button, () => rowsOf(document.querySelector(button.dataset.copyTable)));
  }
}
