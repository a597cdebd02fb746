// Says in time that the session is about to end, and lets it go on. Nothing typed is touched. Several
// tabs share one session: the newest contact of any of them counts.
const WARN_SECONDS = 5 * 60;
const KEY = "toso-contact";
const seconds = Number(document.body.dataset.sessionSeconds);
const notice = document.getElementById("ts-session");

let lastHere = Date.now();

function remember(moment) {
  lastHere = moment;
  try {
    localStorage.setItem(KEY, String(moment));
  } catch {
    // A browser that keeps nothing still has this tab's own clock.
  }
}

function lastContact() {
  try {
    return Math.max(lastHere, Number(localStorage.getItem(KEY)) || 0);
  } catch {
    return lastHere;
  }
}

function show(part) {
  notice.hidden = !part;
  for (const child of notice.querySelectorAll("[data-part]")) child.hidden = child.dataset.part !== part;
}

function tick() {
  const left = seconds - (Date.now() - lastContact()) / 1000;
  if (left > WARN_SECONDS) return show("");
  if (left <= 0) return show("over");
  const minutes = String(Math.ceil(left / 60));
  const place = notice.querySelector("[data-minutes]");
  if (place.textContent !== minutes) place.textContent = minutes; // once a minute, so that it is not read out each second
  return show("soon");
}

async function goOn() {
  const headers = JSON.parse(document.body.getAttribute("hx-headers") || "{}");
  try {
    const answer = await fetch(notice.dataset.address, { method: "POST", headers: { ...headers, Accept: "application/json" } });
    if (answer.ok && !answer.redirected) {
      remember(Date.now());
      return show("");
    }
  } catch {
    return show("offline");
  }
  return show("over");
}

if (seconds > 0 && notice) {
  remember(Date.now());
  document.addEventListener("htmx:afterRequest", (event) => event.detail.successful && remember(Date.now()));
  for (const button of notice.querySelectorAll("[data-go-on]")) button.addEventListener("click", goOn);
  setInterval(tick, 1000);
}
