// The draft that is checked: files that fill it, the way between a verdict and its sentence, documents to keep.
import { act } from "./acts.js";

const LARGEST_TEXT = 400_000; // bytes of a file whose words fit into a draft, in any script
const LARGEST_WORD = 600_000;

const page = () => document.querySelector("#draft");
const box = () => page().querySelector("#draft-text textarea");
const result = () => page().querySelector("#draft-result");
const isEditing = () => page().classList.contains("editing");
const calm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

function fill(words) {
  box().value = words;
  box().dispatchEvent(new Event("input", { bubbles: true })); // so that Gradio knows
  box().focus();
  box().setSelectionRange(0, 0);
  box().scrollTop = 0;
}

// Text files are read here; a Word file is sent to the server, which answers with its words.
async function read(file) {
  const chooser = page().querySelector("#draft-offers input");
  const { unread, large } = chooser.dataset;
  const isWord = file.name.toLowerCase().endsWith(".docx");
  chooser.value = ""; // the same file can be chosen again
  say("");
  if (file.size > (isWord ? LARGEST_WORD : LARGEST_TEXT)) return say(large);
  const bytes = new Uint8Array(await file.arrayBuffer());
  if (isWord) return act("draft-docx", { content: packed(bytes) });
  const words = decoded(bytes);
  return words === null ? say(unread) : fill(words);
}

function decoded(bytes) {
  const isWide = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
  if (isWide) return new TextDecoder(bytes[0] === 0xff ? "utf-16le" : "utf-16be").decode(bytes);
  if (bytes.includes(0)) return null; // no text has such a character
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder("windows-1252").decode(bytes);
  }
}

function packed(bytes) {
  let binary = "";
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary);
}

const unpacked = (content) => Uint8Array.from(atob(content), (character) => character.charCodeAt(0));

// What went wrong with a file, in the page's own words.
function say(words) {
  page().querySelector(".draft-trouble").textContent = words;
}

// What was said of the example does not hold for another text.
const setStale = (isWanted) => page().querySelector("#draft-note").classList.toggle("stale", isWanted);

function setEditing(isWanted) {
  page().classList.toggle("editing", isWanted);
  if (isWanted) markEdited();
}

// A verdict holds for a sentence as it was written; once it is not in the text any more, it is not shown.
function markEdited() {
  const words = box().value;
  for (const jump of result().querySelectorAll(".jump")) {
    jump.closest("li").classList.toggle("changed", isEditing() && !words.includes(jump.dataset.text));
  }
}

function jump({ claim, text }) {
  if (isEditing()) {
    const start = box().value.indexOf(text);
    if (start < 0) return;
    box().focus();
    box().setSelectionRange(start, start + text.length);
    box().scrollIntoView({ block: "nearest" });
    return;
  }
  const sentence = result().querySelector(`.sheet [data-claim="${claim}"]`);
  sentence.scrollIntoView({ block: "center", behavior: calm() ? "instant" : "smooth" });
  sentence.querySelector(".flag").focus({ preventScroll: true });
  for (const other of result().querySelectorAll(".sheet .pointed")) other.classList.remove("pointed");
  sentence.classList.add("pointed");
}

// The reason behind a mark: open while pointed at, and for a finger until it points elsewhere.
function why({ number }) {
  for (const flag of result().querySelectorAll(".flag")) {
    const isThis = flag.getAttribute("aria-controls") === number;
    const wasOpen = flag.getAttribute("aria-expanded") === "true";
    flag.setAttribute("aria-expanded", String(isThis && !wasOpen));
  }
}

// Until the reader has left the sentence, pointing at it does not open its reason again.
function dismiss() {
  why({ number: "" });
  for (const claim of page().querySelectorAll(".claim:is(:hover, :focus-within)")) claim.classList.add("dismissed");
}

function forget() {
  for (const claim of document.querySelectorAll("#draft .claim.dismissed")) {
    if (!claim.matches(":hover, :focus-within")) claim.classList.remove("dismissed");
  }
}

async function copy({ content, done, failed }) {
  const button = result().querySelector('[data-act="draft-copy"]');
  const name = button.textContent;
  const words = new TextDecoder().decode(unpacked(content));
  const isCopied = await navigator.clipboard?.writeText(words).then(() => true, () => false);
  announce(isCopied ? done : failed);
  button.textContent = isCopied ? done : failed;
  setTimeout(() => { button.textContent = name; }, 2500);
}

function save({ name, type, content }) {
  const address = URL.createObjectURL(new Blob([unpacked(content)], { type: `${type};charset=utf-8` }));
  const link = Object.assign(document.createElement("a"), { href: address, download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

function announce(words) {
  page().querySelector(".draft-status").textContent = words;
}

const acts = {
  "draft-edit": () => { setEditing(true); box().focus(); },
  "draft-example": () => setStale(false),
  "draft-new": () => { setEditing(false); act("source-reset"); wantsBox = true; },
  "draft-jump": jump,
  "draft-why": why,
  "draft-copy": copy,
  "draft-save": save,
};
for (const [name, does] of Object.entries(acts)) {
  document.addEventListener(`byline:${name}`, (event) => does(event.detail));
}

document.addEventListener("click", (event) => {
  if (event.target.closest?.("#draft-check")) {
    setEditing(false);
    announce("");
    act("source-reset");
    page().scrollTop = 0;
  }
  if (page() && !event.target.closest?.(".flag, .why")) why({ number: "" });
});
document.addEventListener("keydown", (event) => {
  const isInBox = event.target.closest?.("#draft-text");
  if (event.key === "Escape" && page()) dismiss();
  if (isInBox && event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    page().querySelector("#draft-check").click();
  }
});
document.addEventListener("focusin", forget);
document.addEventListener("pointerover", forget);
document.addEventListener("change", (event) => {
  const file = event.target.closest?.("#draft-offers input")?.files[0];
  if (file) read(file);
});
document.addEventListener("input", (event) => {
  if (!event.target.closest?.("#draft-text")) return;
  setStale(true);
  if (isEditing()) markEdited();
});
document.addEventListener("dragover", (event) => {
  if (event.target.closest?.("#draft-text") && event.dataTransfer.types.includes("Files")) event.preventDefault();
});
document.addEventListener("drop", (event) => {
  const file = event.target.closest?.("#draft-text") && event.dataTransfer.files[0];
  if (!file) return;
  event.preventDefault();
  read(file);
});

// A finished check is said aloud, and has the focus if nothing else has it.
let heard = null;
let wantsBox = false; // once the former draft is gone
new MutationObserver(() => {
  if (wantsBox && !result().querySelector(".draft-result")) {
    wantsBox = false;
    box().focus();
  }
  const counts = page() && result()?.querySelector(".draft-result.settled .counts");
  if (!counts || counts === heard) return;
  heard = counts;
  announce(counts.dataset.said);
  if (document.activeElement === document.body) {
    counts.tabIndex = -1;
    counts.focus({ preventScroll: true });
  }
}).observe(document.documentElement, { childList: true, subtree: true });
