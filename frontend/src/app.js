import "@tabler/core/dist/css/tabler.min.css";
import "./look.css";
import htmx from "htmx.org";
import "./copy.js";
import "./drafts.js";
import "./focus.js";
import "./grid.js";
import "./keys.js";
import "./narrow.js";
import "./password.js";
import "./session.js";
import "./steps.js";
import "./tables.js";
import "./toast.js";

// Strict content rules: no code from strings, no style written into the page.
Object.assign(htmx.config, {
  allowEval: false,
  allowScriptTags: false,
  includeIndicatorStyles: false,
  selfRequestsOnly: true,
  historyCacheSize: 0,
});
window.htmx = htmx;

if (document.querySelector("[data-trend]")) import("./charts.js");
