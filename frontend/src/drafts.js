// What is typed is kept: on this machine at once, on the server a moment later. When the page is opened
// again (after a lost session, on another machine) the draft is offered and never forced on anybody.
//   <form data-draft="name" data-person="7">  name of the draft; whose it is
// The page carries <template id="ts-draft"> with the offer. Passwords and files are never kept.
const WAIT = 1500;
const SENT = "toso-sent";
const SKIPPED = new Set(["csrfmiddlewaretoken", "once", "uuid", "token", "accept", "again"]);

const keyOf = (form) => `toso-draft:${form.dataset.person}:${form.dataset.draft}`;
const addressOf = (form) => `/outreach/drafts/${form.dataset.draft}/`;
const headers = () => JSON.parse(document.body.getAttribute("hx-headers") || "{}");

function valuesOf(form) {
  const values = {};
  for (const field of form.elements) {
    if (!field.name || SKIPPED.has(field.name) || ["password", "file", "submit", "button"].includes(field.type)) continue;
    values[field.name] ||= [];
    if (!["checkbox", "radio"].includes(field.type) || field.checked) values[field.name].push(field.value);
  }
  return values;
}

function put(form, values) {
  const taken = {};
  for (const field of form.elements) {
    const texts = values[field.name];
    if (!texts || ["password", "file"].includes(field.type)) continue;
    if (["checkbox", "radio"].includes(field.type)) {
      field.checked = texts.includes(field.value);
    } else {
      const index = taken[field.name] || 0;
      if (texts[index] !== undefined) field.value = texts[index];
      taken[field.name] = index + 1;
    }
  }
  for (const more of form.querySelectorAll("details")) more.open = true;
}

function local(form, draft) {
  try {
    if (draft === undefined) return JSON.parse(localStorage.getItem(keyOf(form)) || "null");
    if (draft) localStorage.setItem(keyOf(form), JSON.stringify(draft));
    else localStorage.removeItem(keyOf(form));
  } catch {
    // A browser that keeps nothing still has the server's copy.
  }
  return null;
}

async function send(form, draft) {
  try {
    await fetch(addressOf(form), {
      method: draft ? "POST" : "DELETE",
      headers: { ...headers(), "Content-Type": "application/json", Accept: "application/json" },
      body: draft ? JSON.stringify(draft.values) : undefined,
      redirect: "manual",
    });
  } catch {
    // Without a connection the copy on this machine stands.
  }
}

async function kept(form) {
  const here = local(form);
  try {
    const answer = await fetch(addressOf(form), { headers: { Accept: "application/json" }, redirect: "manual" });
    const there = answer.ok ? await answer.json() : {};
    if (there.values && (!here || there.saved_at > here.saved_at)) return there;
  } catch {
    // The copy on this machine is offered alone.
  }
  return here;
}

const two = (number) => String(number).padStart(2, "0");

function offer(form, draft) {
  const made = document.getElementById("ts-draft").content.firstElementChild.cloneNode(true);
  const at = new Date(draft.saved_at);
  made.querySelector("[data-when]").textContent = `${two(at.getHours())}:${two(at.getMinutes())} ${two(at.getDate())}/${two(at.getMonth() + 1)}`;
  made.querySelector("[data-files]").hidden = !form.querySelector("input[type=file]");
  made.querySelector("[data-take]").addEventListener("click", () => {
    put(form, draft.values);
    made.remove();
    form.querySelector("input:not([type=hidden]), textarea, select")?.focus();
  });
  made.querySelector("[data-drop]").addEventListener("click", () => {
    local(form, null);
    send(form, null);
    made.remove();
  });
  form.prepend(made);
}

// Whether this form was sent from this tab and nothing has said yet that it is saved.
function isSent(form) {
  try {
    const sent = JSON.parse(sessionStorage.getItem(SENT) || "null");
    return sent?.draft === form.dataset.draft && sent?.person === form.dataset.person;
  } catch {
    return false;
  }
}

async function start(form) {
  const first = JSON.stringify(valuesOf(form));
  let timer;
  const keep = () => {
    const values = valuesOf(form);
    if (JSON.stringify(values) === first) return;
    const draft = { values, saved_at: new Date().toISOString() };
    local(form, draft);
    clearTimeout(timer);
    timer = setTimeout(() => send(form, draft), WAIT);
  };
  form.addEventListener("input", keep);
  form.addEventListener("change", keep);
  form.addEventListener("toso:save-draft", keep);
  form.addEventListener("submit", () => {
    clearTimeout(timer);
    try {
      sessionStorage.setItem(SENT, JSON.stringify({ draft: form.dataset.draft, person: form.dataset.person }));
    } catch {
      // Then the draft stays and is offered once more.
    }
  });
  // A form that came back with faults holds what was typed already.
  if ("faulty" in form.dataset) return keep();
  // Back from a page that did not save: what was sent from here is put in its place without asking.
  const isBack = performance.getEntriesByType("navigation")[0]?.type === "back_forward";
  const typed = isBack && isSent(form) ? local(form) : null;
  if (typed?.values) return put(form, typed.values);
  const draft = await kept(form);
  if (draft?.values && JSON.stringify(draft.values) !== first && JSON.stringify(valuesOf(form)) === first) offer(form, draft);
  return undefined;
}

// Saved is what the next page says is saved: only then the draft goes, here and on the server.
function finish() {
  try {
    const sent = JSON.parse(sessionStorage.getItem(SENT) || "null");
    if (!sent || !document.querySelector("main .ts-note.good, main .ts-toast")) return;
    sessionStorage.removeItem(SENT);
    const form = { dataset: sent };
    local(form, null);
    send(form, null);
  } catch {
    // A browser that keeps nothing has nothing to drop.
  }
}

finish();
for (const form of document.querySelectorAll("form[data-draft][data-person]")) start(form);
