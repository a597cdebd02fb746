// What every table of rows can do: sort by a heading, filter by words, be copied to Excel, be taken as a workbook.
// It works on the rows that the page shows; a list that goes on over several pages is searched and sorted by the server.

import { fold } from "./fold.js";

const LEAST_TO_SORT = 3;
const LEAST_TO_TAKE = 6;
const LEAST_TO_FILTER = 12;
const language = document.documentElement.lang || "vi";
const collator = new Intl.Collator(language, { numeric: true });
const DAY = /^(?:(\d{1,2}:\d{2})\s+)?(\d{1,2})\/(\d{1,2})\/(\d{4})/;

// A cell's words on one line, without those that only a screen reader needs.
const wordsOf = (cell) => cell.innerText.replace(/\s+/g, " ").trim();

// What Excel would take for a formula is marked as text; numbers stay numbers.
const safeOf = (words) => (/^[=+@-]/.test(words) && !/^[+-]?[\d.,]+$/.test(words) ? `'${words}` : words);

const [group, point] = language === "vi" ? [".", ","] : [",", "."];

// The number that a cell starts with, or null: "1.234,5 lượt" is 1234.5 in Vietnamese.
export function numberIn(words) {
  const found = /^[+-−]?\d[\d.,]*/.exec(words);
  if (!found) return null;
  const plain = found[0].replace("−", "-").replaceAll(group, "").replace(point, ".");
  return Number.isNaN(Number(plain)) ? null : Number(plain);
}

// What a cell is sorted by: a number, a day as yyyymmdd and hour, or words; a person by the given name.
function keyOf(cell, isName) {
  const words = cell.dataset.key || wordsOf(cell);
  const day = DAY.exec(words);
  if (day) return `${day[4]}${day[3].padStart(2, "0")}${day[2].padStart(2, "0")}${day[1] || ""}`;
  if (cell.classList.contains("ts-fig")) return numberIn(words);
  return isName ? words.split(" ").reverse().join(" ") : words;
}

// Rows without a value stay at the end whichever way the others go.
function compare(a, b, sign) {
  if (a === null || a === "") return b === null || b === "" ? 0 : 1;
  if (b === null || b === "") return -1;
  return sign * (typeof a === "number" && typeof b === "number" ? a - b : collator.compare(a, b));
}

const bodyOf = (table) => table.tBodies[0];

// A row that spans the table (a heading inside it, "nothing here") has no place in an order.
const isPlain = (table) => [...bodyOf(table).rows].every((row) => row.cells.length === headsOf(table).length);
const headsOf = (table) => [...table.tHead.rows[table.tHead.rows.length - 1].cells];

function sortBy(table, at, heads) {
  const head = heads[at];
  const sign = head.getAttribute("aria-sort") === "ascending" ? -1 : 1;
  const isName = "names" in head.dataset;
  const rows = [...bodyOf(table).rows].map((row) => [keyOf(row.cells[at], isName), row]);
  rows.sort(([a], [b]) => compare(a, b, sign));
  bodyOf(table).append(...rows.map(([, row]) => row));
  for (const other of heads) other.removeAttribute("aria-sort");
  head.setAttribute("aria-sort", sign === 1 ? "ascending" : "descending");
}

function letSort(table, words) {
  const heads = headsOf(table);
  heads.forEach((head, at) => {
    if (!wordsOf(head) || head.querySelector("a, button, input, select")) return;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "ts-sort";
    button.title = words;
    button.append(...head.childNodes);
    button.addEventListener("click", () => sortBy(table, at, heads));
    head.append(button);
  });
}

function letFilter(table, part) {
  const find = part.querySelector("input");
  const count = part.querySelector("[data-shown]");
  const rows = [...bodyOf(table).rows].map((row) => [fold(row.innerText), row]);
  find.addEventListener("input", () => {
    const wanted = fold(find.value).split(" ").filter(Boolean);
    let shown = 0;
    for (const [words, row] of rows) {
      row.hidden = !wanted.every((word) => words.includes(word));
      shown += row.hidden ? 0 : 1;
    }
    count.textContent = wanted.length ? `${shown} / ${rows.length}` : "";
  });
}

const shownRows = (table) => [...table.rows].filter((row) => !row.hidden).map((row) => [...row.cells].map(wordsOf));

function letTake(table, part) {
  if ("own" in table.dataset) part.querySelector("form").hidden = true; // the page offers its workbook itself
  const copy = part.querySelector("[data-copy]");
  copy.hidden = !navigator.clipboard;
  copy.addEventListener("click", async () => {
    const lines = shownRows(table).map((cells) => cells.map(safeOf).join("\t"));
    await navigator.clipboard.writeText(lines.join("\n"));
    copy.querySelector("span").textContent = copy.dataset.copied;
  });
  part.querySelector("[name=once]").remove(); // the same workbook may be asked for again
  part.querySelector("form").addEventListener("submit", (event) => {
    const [heads, ...rows] = shownRows(table);
    const title = wordsOf(document.querySelector("h1"));
    const numbers = headsOf(table).map((head) => head.classList.contains("ts-fig"));
    event.target.elements.table.value = JSON.stringify({ title, heads, numbers, rows });
  });
}

function start(table, tools) {
  if (!table.tHead || !table.tBodies.length || !isPlain(table)) return;
  const size = bodyOf(table).rows.length;
  if (size >= LEAST_TO_SORT) letSort(table, tools.dataset.sort);
  const place = table.closest(".ts-scroll, .table-responsive") || table;
  const made = tools.content.cloneNode(true);
  const [filter, take] = [made.querySelector(".ts-table-filter"), made.querySelector(".ts-table-take")];
  if (size >= LEAST_TO_FILTER) {
    letFilter(table, filter);
    place.before(filter);
  }
  if (size >= LEAST_TO_TAKE) {
    letTake(table, take);
    place.after(take);
  }
}

const tools = document.querySelector("#ts-table-tools");

function startIn(part) {
  for (const table of part.querySelectorAll("table.table:not(.ts-grid):not([data-started])")) {
    table.dataset.started = "";
    start(table, tools);
  }
}

const main = document.querySelector("main");
if (tools && main) {
  startIn(main);
  document.body.addEventListener("htmx:afterSwap", () => startIn(main));
}
