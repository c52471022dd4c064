// The panel beside the work. It shows the article that a link leads to, with what was used of it marked.
// Links stay links: with a modifier key, or without this script, they lead to the article's own page, which
// is also where the panel's content comes from. `byline:source-reset` empties it.
import { isInWork, isSameArticle, living, neighbours, sourceLink, span, withOthers } from "./sources.js";
import { drawBar } from "./source-bar.js";

const panel = () => document.querySelector("#source .panel");
const content = () => panel().querySelector(".content");
const sheet = matchMedia("(max-width: 60rem)"); // there the panel lies over the work
const isOpen = () => document.body.classList.contains("source-open");
const isPlain = (event) =>
  event.button === 0 && !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);

// What is shown: an address, and the link of the work from which the reader came.
let shown = null;
let former = [];
let request = null;

async function open(next, { focus = true } = {}) {
  request?.abort();
  request = new AbortController();
  const wasOpen = isOpen();
  const before = shown;
  shown = next;
  setOpen(true);
  draw();
  if (before && isSameArticle(before.href, next.href) && point(span(next.href))) {
    if (focus) focusBody();
    return;
  }
  panel().setAttribute("aria-busy", "true");
  if (!wasOpen || !content().querySelector(".article")) state("opening");
  const failed = await fetched(next, request.signal);
  if (failed === "aborted") return;
  panel().removeAttribute("aria-busy");
  if (failed) state(failed);
  draw();
  if (focus) focusBody();
}

// Fetches and shows an article; returns the state that says why there is none.
async function fetched(next, signal) {
  const { addresses } = neighbours(living(next.from));
  try {
    const response = await fetch(withOthers(next.href, addresses), { signal });
    if (!response.ok) return { 400: "changed", 404: "gone" }[response.status] ?? "unreachable";
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    if (signal.aborted) return "aborted";
    show(page.querySelector("article"));
    return null;
  } catch (problem) {
    return problem.name === "AbortError" ? "aborted" : "unreachable";
  }
}

function show(article) {
  content().replaceChildren(document.adoptNode(article));
  const body = article.querySelector(".body");
  article.querySelector("h1").id = "source-title";
  body.tabIndex = 0; // so that the keys scroll it
  body.setAttribute("role", "region");
  body.setAttribute("aria-labelledby", "source-title");
  scrollTo(body, article.querySelector("#span"), "instant");
}

function state(name) {
  const words = panel().querySelector(`template[data-state="${name}"]`);
  content().replaceChildren(words.content.cloneNode(true));
}

// Marks another passage of the article that is shown as the deciding one; false where it has no such mark.
function point(wanted) {
  const body = content().querySelector(".article .body");
  const marks = [...(body?.querySelectorAll("mark") ?? [])];
  const deciding = marks.filter((mark) => mark.dataset.span === wanted);
  if (!deciding.length) return false;
  for (const mark of marks) mark.classList.toggle("deciding", deciding.includes(mark));
  scrollTo(body, deciding[0], "smooth");
  draw();
  return true;
}

function scrollTo(body, mark, behavior) {
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const above = mark ? mark.getBoundingClientRect().top - body.getBoundingClientRect().top : 0;
  const top = mark ? body.scrollTop + above - body.clientHeight / 3 : 0;
  body.scrollTo({ top, behavior: calm ? "instant" : behavior });
}

function focusBody() {
  (content().querySelector(".article .body, .empty") ?? content()).focus({ preventScroll: true });
}

function setOpen(isWanted) {
  document.body.classList.toggle("source-open", isWanted);
  for (const behind of document.querySelectorAll("#work, #masthead")) behind.inert = isWanted && sheet.matches;
}

// The bar, and which citation is marked as the current one.
function draw() {
  const from = shown && living(shown.from);
  const around = neighbours(from);
  for (const other of document.querySelectorAll("#work a[aria-current]")) other.removeAttribute("aria-current");
  for (const link of around.links) {
    if (link.href === shown.href) link.setAttribute("aria-current", "true");
  }
  drawBar(panel(), { around, address: shown?.href, hasFormer: former.length > 0 });
}

function reset() {
  request?.abort();
  shown = null;
  former = [];
  panel().removeAttribute("aria-busy");
  state("empty");
  setOpen(false);
  draw();
}

function close() {
  const from = shown && living(shown.from);
  reset();
  from?.focus();
}

// Back to the work with the keys; where the panel lies beside it, the source stays.
function leave() {
  if (sheet.matches) close();
  else living(shown?.from)?.focus();
}

function step(by) {
  const { addresses, links } = neighbours(shown && living(shown.from));
  const href = addresses[addresses.indexOf(shown?.href) + by];
  if (!addresses.includes(shown?.href) || !href) return;
  const from = links.find((link) => link.href === href);
  open({ href, from }, { focus: false });
  if (!sheet.matches) from.scrollIntoView({ block: "nearest" });
}

function stepPassage(by) {
  const marks = [...content().querySelectorAll(".article mark")];
  const spans = [...new Set(marks.map((mark) => mark.dataset.span))];
  const current = marks.find((mark) => mark.classList.contains("deciding"))?.dataset.span;
  const wanted = spans[spans.indexOf(current) + by];
  if (!wanted) return;
  const { links } = neighbours(living(shown.from));
  const from = links.find((link) => isSameArticle(link.href, shown.href) && span(link.href) === wanted);
  shown = { href: from?.href ?? shown.href, from: from ?? shown.from };
  point(wanted);
}

function back() {
  const last = former.pop();
  if (last) open(last);
}

function unmarked() {
  const address = new URL(shown.href);
  address.search = address.hash = "";
  open({ href: address.href, from: shown.from });
}

document.addEventListener("click", (event) => {
  const link = sourceLink(event.target);
  if (!link || !isPlain(event)) return;
  event.preventDefault();
  if (shown && shown.href !== link.href) former.push(shown);
  open({ href: link.href, from: isInWork(link) ? link : shown?.from });
}, true);

const acts = {
  "source-back": back,
  "source-previous": () => step(-1),
  "source-next": () => step(1),
  "passage-previous": () => stepPassage(-1),
  "passage-next": () => stepPassage(1),
  "source-close": close,
  "source-retry": () => open(shown),
  "source-unmarked": unmarked,
  "source-reset": reset,
};
for (const [name, act] of Object.entries(acts)) document.addEventListener(`byline:${name}`, act);

// Keys hold only where sources are read: in the panel, and on a source's link.
document.addEventListener("keydown", (event) => {
  const isReading = event.target.closest?.("#source") || sourceLink(event.target);
  if (event.key === "Escape" && isOpen() && (isReading || sheet.matches)) leave();
  if (!isReading || event.metaKey) return;
  if (event.key === "[") step(-1);
  if (event.key === "]") step(1);
});

sheet.addEventListener("change", () => setOpen(isOpen()));

// A new answer, or another conversation, leaves no old source standing beside it.
let conversation = "";
let wasWriting = false;
new MutationObserver(() => {
  if (!panel()) return;
  const asked = document.querySelectorAll("#chat .asked");
  const now = `${asked.length} ${asked[asked.length - 1]?.textContent ?? ""}`;
  const isWriting = document.querySelector("#chat .answer.writing") !== null;
  if (now !== conversation || (isWriting && !wasWriting)) {
    if (shown) reset();
  } else if (shown && !shown.from?.isConnected && living(shown.from)) {
    shown.from = living(shown.from);
    draw();
  }
  conversation = now;
  wasWriting = isWriting;
}).observe(document.documentElement, { childList: true, subtree: true });
