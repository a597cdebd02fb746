// A table of plain fields that behaves like a sheet: arrows and Enter move, a block from Excel is pasted
// across cells, and the whole paste goes back in one step. For any <table data-grid> with one field a cell:
//   data-grid           on the table; data-grid="fixed" never adds rows
//   data-pasted="…%n…"  the words after a paste
//   [data-grid-add]     a button that adds a row (outside the table, in the same form)
// After each change the fields send "input" as if typed. Nothing happens while an input method composes.
import { offerUndo } from "./toast.js";

const fieldOf = (cell) => cell?.querySelector("input:not([type=hidden]), select, textarea");
const cellsOf = (row) => [...row.cells].filter((cell) => fieldOf(cell));
const rowsOf = (table) => [...table.tBodies[0].rows].filter((row) => cellsOf(row).length);

function placeOf(table, field) {
  const rows = rowsOf(table);
  const row = rows.findIndex((one) => one.contains(field));
  return { rows, row, column: cellsOf(rows[row]).findIndex((cell) => cell.contains(field)) };
}

function set(field, text) {
  if (field.value === text || field.readOnly || field.disabled) return false;
  field.value = text;
  const cell = field.closest("td");
  cell.classList.remove("err");
  field.removeAttribute("aria-invalid");
  field.removeAttribute("title");
  field.dispatchEvent(new Event("input", { bubbles: true }));
  field.dispatchEvent(new Event("change", { bubbles: true }));
  return true;
}

function addRow(table) {
  const rows = rowsOf(table);
  const made = rows[rows.length - 1].cloneNode(true);
  const number = rows.length + 1;
  made.id = `row-${number}`;
  made.cells[0].textContent = String(number);
  for (const cell of cellsOf(made)) {
    const field = fieldOf(cell);
    cell.classList.remove("err", "new");
    field.value = "";
    field.removeAttribute("value");
    field.removeAttribute("aria-invalid");
    field.removeAttribute("title");
    field.setAttribute("aria-label", (field.getAttribute("aria-label") || "").replace(/\d+$/, String(number)));
  }
  table.tBodies[0].append(made);
  return made;
}

// Text as Excel puts it on the clipboard: tabs between cells, and quotes around a cell with a line break.
export function blockOf(text) {
  const rows = [[""]];
  let quoted = false;
  const clean = text.replace(/\r\n?/g, "\n").replace(/\n$/, "");
  for (let at = 0; at < clean.length; at += 1) {
    const sign = clean[at];
    const row = rows[rows.length - 1];
    if (quoted) {
      if (sign !== '"') row[row.length - 1] += sign;
      else if (clean[at + 1] === '"') {
        row[row.length - 1] += '"';
        at += 1;
      } else quoted = false;
    } else if (sign === '"' && row[row.length - 1] === "") quoted = true;
    else if (sign === "\t") row.push("");
    else if (sign === "\n") rows.push([""]);
    else row[row.length - 1] += sign;
  }
  return rows;
}

function paste(table, field, block) {
  const { row, column } = placeOf(table, field);
  const before = [];
  block.forEach((texts, down) => {
    let rows = rowsOf(table);
    if (row + down >= rows.length) {
      if (table.dataset.grid === "fixed") return;
      addRow(table);
      rows = rowsOf(table);
    }
    const cells = cellsOf(rows[row + down]);
    texts.forEach((text, right) => {
      const target = fieldOf(cells[column + right]);
      if (!target) return;
      const old = target.value;
      if (set(target, text.trim())) before.push([target, old]);
    });
  });
  if (!before.length) return;
  const words = (table.dataset.pasted || "").replace("%n", String(before.length));
  offerUndo(words, () => {
    for (const [target, old] of before) set(target, old);
    field.focus();
  });
}

function move(table, field, down, right) {
  const { rows, row, column } = placeOf(table, field);
  let target = rows[row + down];
  if (!target && down > 0 && table.dataset.grid !== "fixed" && rows[row] && cellsOf(rows[row]).some((cell) => fieldOf(cell).value)) {
    target = addRow(table);
  }
  const next = target && fieldOf(cellsOf(target)[column + right]);
  if (!next) return false;
  next.focus();
  if (next.select) next.select();
  return true;
}

// A left or right arrow leaves the cell only from the edge of its text.
function atEdge(field, key) {
  if (field.tagName === "SELECT" || field.selectionStart === null || field.selectionStart === undefined) return false;
  if (field.selectionStart === 0 && field.selectionEnd === field.value.length) return true;
  return key === "ArrowLeft" ? field.selectionEnd === 0 : field.selectionStart === field.value.length;
}

const STEPS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], Enter: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

function onKey(event) {
  const field = event.target;
  if (event.isComposing || event.keyCode === 229 || event.ctrlKey || event.metaKey || event.altKey) return;
  const step = STEPS[event.key];
  if (!step || field.tagName === "TEXTAREA") return;
  if (field.tagName === "SELECT" && event.key !== "Enter") return;
  if (step[1] && !atEdge(field, event.key)) return;
  const [down, right] = event.key === "Enter" && event.shiftKey ? [-1, 0] : step;
  if (move(event.currentTarget, field, down, right) || event.key === "Enter") event.preventDefault();
}

function onPaste(event) {
  const text = event.clipboardData?.getData("text/plain") || "";
  if (!text.replace(/\r?\n$/, "").match(/[\t\n]/)) return;
  event.preventDefault();
  paste(event.currentTarget, event.target, blockOf(text));
}

export function start(root) {
  for (const table of root.querySelectorAll("table[data-grid]:not([data-ready])")) {
    table.dataset.ready = "";
    table.addEventListener("keydown", onKey);
    table.addEventListener("paste", onPaste);
    table.addEventListener("focusin", (event) => {
      for (const cell of table.querySelectorAll("td.cur")) cell.classList.remove("cur");
      event.target.closest("td")?.classList.add("cur");
    });
    const add = table.closest("form")?.querySelector("[data-grid-add]");
    if (!add) continue;
    add.hidden = false;
    add.addEventListener("click", () => fieldOf(cellsOf(addRow(table))[0]).focus());
  }
}

start(document);
document.addEventListener("htmx:afterSettle", (event) => start(event.target));
