// What changes the library goes to the API, which decides whether it may; Python only shows what is there.
// A key that the reader types is kept in this module until the page is closed, and nowhere else.
import { act } from "./acts.js";

const SINGLE_FILES = 10; // up to so many are a job each, so that each has its own result
const FILES_AT_ONCE = 100;

const find = (selector) => document.querySelector(`#library ${selector}`);
let key = "";

// Sends something; gives back what came, or the words that say why not.
async function send(method, path, body) {
  const { notSent, keyMissing, keyUnknown } = find(".dialogs").dataset;
  const headers = key ? { Authorization: `Bearer ${key}` } : {};
  if (body && !(body instanceof FormData)) {
    headers["Content-Type"] = "application/json";
    body = JSON.stringify(body);
  }
  try {
    const response = await fetch(path, { method, headers, body });
    const data = response.status === 204 ? {} : await response.json();
    if (response.ok) return { data };
    const { code, message, hint } = data.error;
    return { failure: { key_missing: keyMissing, unknown_key: keyUnknown }[code] ?? `${message} ${hint}` };
  } catch {
    return { failure: notSent };
  }
}

function say(place, words, isFailure = false) {
  place.textContent = words;
  place.classList.toggle("failed", isFailure);
}

// Adding
const batches = (files) => {
  const size = files.length > SINGLE_FILES ? FILES_AT_ONCE : 1;
  return Array.from({ length: Math.ceil(files.length / size) }, (_, number) =>
    files.slice(number * size, (number + 1) * size));
};

async function addFiles(form, said) {
  const { files: input, collection } = form.elements;
  const waiting = batches([...input.files]);
  if (!waiting.length) return refuse(said, form.dataset.noFiles, input);
  for (const [number, files] of waiting.entries()) {
    const { sending } = form.dataset;
    say(said, sending.replace("{number}", number + 1).replace("{all}", waiting.length));
    const body = new FormData();
    body.append("collection", collection.value || collection.defaultValue);
    for (const file of files) body.append("files", file);
    if (!(await handedIn(said, body))) return;
  }
  input.value = "";
  say(said, form.dataset.sent);
}

async function addAddress(form, said) {
  const { url, collection } = form.elements;
  const address = url.value.trim();
  if (!address) return refuse(said, form.dataset.noAddress, url);
  const body = { url: address, collection: collection.value || collection.defaultValue };
  if (!(await handedIn(said, body))) return;
  url.value = "";
  say(said, form.dataset.sent);
}

async function handedIn(said, body) {
  const { failure } = await send("POST", "/api/articles", body);
  if (failure) say(said, failure, true);
  else act("library-jobs");
  return !failure;
}

function refuse(said, words, field) {
  say(said, words, true);
  field.focus();
}

// Removing and marking, each after a dialog that names what it is about
function openDialog(name, { name: title }) {
  const dialog = find(`#library-${name}-dialog`);
  dialog.querySelector("form").reset();
  dialog.querySelector(".named").textContent = title;
  say(dialog.querySelector(".said"), "");
  showKey();
  dialog.showModal();
  return dialog;
}

function askToRemove(detail) {
  const dialog = openDialog("removing", detail);
  for (const place of dialog.querySelectorAll("[data-all]")) {
    place.dataset.one ??= place.textContent;
    place.textContent = detail.collection ? place.dataset.all : place.dataset.one;
  }
  const one = `/api/articles/${encodeURIComponent(detail.article)}`;
  const path = detail.collection ? `/api/articles?${new URLSearchParams({ collection: detail.collection })}` : one;
  whenDone(dialog, () => send("DELETE", path));
}

function askForMark(detail) {
  const dialog = openDialog("marking", detail);
  const { status, note } = dialog.querySelector("form").elements;
  status.value = detail.status || "corrected";
  note.value = detail.note;
  const path = `/api/articles/${encodeURIComponent(detail.article)}/mark`;
  whenDone(dialog, () =>
    status.value
      ? send("POST", path, { status: status.value, note: note.value.trim() || null })
      : send("DELETE", path));
}

function whenDone(dialog, change) {
  const form = dialog.querySelector("form");
  form.onsubmit = async (event) => {
    if (event.submitter?.value === "cancel") return; // the browser closes the dialog
    event.preventDefault();
    const button = form.querySelector(".primary");
    button.disabled = true;
    const { failure } = await change();
    button.disabled = false;
    if (failure) return say(dialog.querySelector(".said"), failure, true);
    dialog.close();
    act("library-changed");
  };
}

// Jobs, addresses tried again, and the examination
async function stop({ job }) {
  const { failure } = await send("DELETE", `/api/jobs/${encodeURIComponent(job)}`);
  if (failure) say(find(".adding .said"), failure, true);
  act("library-jobs");
}

async function retry({ url, collection }) {
  const said = find(".adding .said");
  if (await handedIn(said, { url, collection })) say(said, find(".adding").dataset.sent);
}

async function check() {
  const list = find(".findings");
  const said = find(".check .said");
  const button = find('[data-act="library-check"]');
  if (button.disabled) return;
  button.disabled = true;
  list.replaceChildren();
  say(said, list.dataset.checking);
  said.classList.add("progress");
  const { data, failure } = await send("POST", "/api/doctor");
  said.classList.remove("progress");
  button.disabled = false;
  say(said, failure ?? "", Boolean(failure));
  list.replaceChildren(...(data?.findings ?? []).map((one) => finding(one, list.dataset)));
}

function finding({ name, status, message, cure }, states) {
  const row = document.createElement("li");
  row.className = status;
  const named = name.replaceAll(/[._]/g, " ");
  for (const [css, words] of [["state", states[status]], ["name", named], ["message", message], ["cure", cure]]) {
    const place = document.createElement("span");
    place.className = css;
    place.textContent = words;
    if (words) row.append(place);
  }
  return row;
}

function save({ text }) {
  if (!text) return;
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: "text/csv" }));
  link.download = find('[data-act="library-csv"]')?.dataset.file ?? "";
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

// A page of a list was turned: its beginning is where reading goes on.
let turned = null;
const turn = (list) => () => { turned = find(list); };

const acts = {
  "library-remove": askToRemove,
  "library-mark": askForMark,
  "library-stop": stop,
  "library-retry": retry,
  "library-check": check,
  "library-save": save,
  "library-page": turn("#library-list"),
  "library-found": turn("#library-found"),
};
for (const [name, does] of Object.entries(acts)) {
  document.addEventListener(`byline:${name}`, (event) => does(event.detail));
}

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!form.matches("#library .adding")) return;
  event.preventDefault();
  const isAddress = event.submitter?.value === "address" || document.activeElement === form.elements.url;
  const buttons = form.querySelectorAll("button");
  for (const button of buttons) button.disabled = true;
  await (isAddress ? addAddress : addFiles)(form, form.querySelector(".said"));
  for (const button of buttons) button.disabled = false;
});

document.addEventListener("input", ({ target }) => {
  if (!target.matches?.("#library [data-key]")) return;
  key = target.value.trim();
  showKey(target);
});

function showKey(except = null) {
  for (const field of document.querySelectorAll("#library [data-key]")) {
    if (field !== except) field.value = key;
  }
}

for (const name of ["dragover", "dragleave", "drop"]) {
  document.addEventListener(name, (event) => {
    const place = event.target.closest?.("#library .drop");
    if (!place) return;
    event.preventDefault();
    place.classList.toggle("over", name === "dragover");
    if (name === "drop") place.querySelector("input").files = event.dataTransfer.files;
  });
}

// When a job has ended, everything that shows the library follows.
let ended;
new MutationObserver((changes) => {
  if (turned && changes.some(({ target }) => turned.contains(target))) {
    const place = turned.querySelector(".pager .place");
    place?.focus({ preventScroll: true });
    turned.scrollIntoView({ block: "start" });
    turned = null;
  }
  const now = find("#library-jobs section")?.dataset.ended;
  if (now === undefined || now === ended) return;
  if (ended !== undefined) act("library-changed");
  ended = now;
}).observe(document.documentElement, { childList: true, subtree: true, attributes: true, attributeFilter: ["data-ended"] });
