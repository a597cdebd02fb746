import "@tabler/core/dist/css/tabler.min.css";
import "./look.css";
import htmx from "htmx.org";

window.htmx = htmx;
