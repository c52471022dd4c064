// Opens the source of a citation beside the chat. Links stay links: with a modifier key, or without
// this script, they lead to the article's own page, which is also where the panel's content comes from.
const panel = () => document.querySelector("#source .panel");
let opener = null;
let request = null;

const isPlain = (event) =>
  event.button === 0 && !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);

async function open(link) {
  request?.abort();
  request = new AbortController();
  opener = link;
  mark(link);
  try {
    const response = await fetch(link.href, { signal: request.signal });
    if (!response.ok) throw new Error(response.statusText);
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    show(page.querySelector("article"));
  } catch (problem) {
    if (problem.name !== "AbortError") location.assign(link.href);
  }
}

function mark(link) {
  for (const other of document.querySelectorAll(".cite[aria-current]")) other.removeAttribute("aria-current");
  link.setAttribute("aria-current", "true");
}

function show(article) {
  const content = panel().querySelector(".content");
  content.replaceChildren(document.adoptNode(article));
  document.body.classList.add("source-open");
  content.focus({ preventScroll: true });
  const body = content.querySelector(".body");
  const span = body.querySelector("mark");
  body.scrollTop = span ? span.offsetTop - body.clientHeight / 3 : 0;
}

function close() {
  document.body.classList.remove("source-open");
  if (opener?.isConnected) opener.focus();
}

document.addEventListener("click", (event) => {
  const link = event.target.closest?.("#chat a.cite, #chat a.source-link");
  if (link && isPlain(event)) {
    event.preventDefault();
    open(link);
  } else if (event.target.closest?.("#source .close")) {
    close();
  }
}, true);

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && document.body.classList.contains("source-open")) close();
});

// A new question goes to the top of the column, and its answer grows below it without moving.
let questions = 0;
new MutationObserver(() => {
  const asked = document.querySelectorAll("#chat .asked");
  if (asked.length > questions) asked[asked.length - 1].scrollIntoView({ block: "start" });
  questions = asked.length;
}).observe(document.documentElement, { childList: true, subtree: true });
