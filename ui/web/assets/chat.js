// The conversation: what scrolls, what stays open, what the keys do, and what is handed to the reader.
import { act } from "./acts.js";

const one = (selector) => document.querySelector(selector);
const field = () => one("#composer textarea");
const isWriting = () => one("#newest .answer.writing") !== null;

// A new question goes to the top of the column and stays there, whatever comes in above and below it,
// until the reader moves.
let latest = "";
let stays = false;
const scrolled = () => {
  const asked = one("#newest .turn");
  const now = asked ? `${asked.dataset.place} ${asked.querySelector(".asked").textContent}` : "";
  if (now && now !== latest && isWriting()) {
    stays = true;
    for (const part of document.querySelectorAll("#earlier, #newest, #following")) resized.observe(part);
    toTop();
  }
  latest = now;
};
const toTop = () => one("#newest .turn")?.scrollIntoView({ block: "start" });
const resized = new ResizeObserver(() => {
  if (stays) toTop();
});
for (const moving of ["wheel", "touchmove", "pointerdown", "keydown"]) {
  document.addEventListener(moving, (event) => (stays &&= Boolean(event.target.closest?.("#composer"))), {
    capture: true,
    passive: true,
  });
}

// What the reader has unfolded stays so while the answer is drawn anew.
const unfolded = new Set();
const keyOf = (details) => `${details.closest(".turn")?.dataset.place} ${details.className}`;
document.addEventListener("click", (event) => {
  const details = event.target.closest?.("#chat summary")?.parentElement;
  if (details && details.open) unfolded.delete(keyOf(details));
  else if (details) unfolded.add(keyOf(details));
  for (const menu of document.querySelectorAll("#chat .menu[open]")) {
    if (menu !== details) fold(menu);
  }
});
function fold(details) {
  unfolded.delete(keyOf(details));
  details.open = false;
}
const kept = () => {
  for (const details of document.querySelectorAll("#newest details:not([open])")) {
    if (unfolded.has(keyOf(details))) details.open = true;
  }
};

new MutationObserver(() => {
  scrolled();
  if (unfolded.size) kept();
}).observe(document.documentElement, { childList: true, subtree: true, attributeFilter: ["open"] });

// Words for what was just done; read out, and shown for a while.
let saying = 0;
function say(name, value = "") {
  const said = one("#said");
  said.textContent = said.dataset[name].replace("{name}", value);
  clearTimeout(saying);
  saying = setTimeout(() => (said.textContent = ""), 4000);
}

async function copy({ text, html }) {
  try {
    const parts = { "text/plain": text, "text/html": html };
    const blobs = Object.entries(parts).map(([type, part]) => [type, new Blob([part], { type })]);
    await navigator.clipboard.write([new ClipboardItem(Object.fromEntries(blobs))]);
    say("copied");
  } catch {
    say("uncopied"); // no permission, or no secure connection
  }
}

function save({ name, type, text }) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: `${type};charset=utf-8` }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  say("saved", name);
}

document.addEventListener("byline:handed", ({ detail }) => {
  const ways = { copy, save, unmade: () => say("unmade") };
  ways[detail?.act]?.(detail);
});
document.addEventListener("byline:edit", () => field().focus());

const isTyping = (target) => target.closest?.("input, textarea, select, [contenteditable]");
const isAsking = () => one("#conversation")?.checkVisibility();

function escape(event) {
  const menu = one("#chat .menu[open]");
  if (menu) {
    fold(menu);
    menu.querySelector("summary").focus();
  } else if (event.target.closest("#chat button.verdict")) event.target.blur();
  else if (isWriting() && !event.target.closest("#source")) one("#composer .stop-button")?.click();
  else if (event.target === field() && one("#notice .editing")) act("leave");
}

document.addEventListener("keydown", (event) => {
  if (!isAsking() || one("dialog[open]")) return;
  const isPlain = !(event.ctrlKey || event.metaKey || event.altKey);
  const wantsField = (event.key === "k" && (event.ctrlKey || event.metaKey)) || (event.key === "/" && isPlain);
  if (event.key === "Escape") escape(event);
  else if (wantsField && (event.key === "k" || !isTyping(event.target))) {
    event.preventDefault();
    field().focus();
  } else if (event.key === "?" && isPlain && !isTyping(event.target)) one("#keys").showModal();
});

// While an answer is written, no second question is asked, by Enter or by a button.
const ASKING = '[data-act="ask"], [data-act="again"], [data-act="quotations"], [data-act="edit"]';
document.addEventListener("click", (event) => {
  if (isWriting() && event.target.closest?.(ASKING)) event.stopImmediatePropagation();
}, true);
document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.target !== field() || !isWriting()) return;
  event.preventDefault();
  event.stopPropagation();
}, true);

// The limits unfold downwards, where a small screen ends.
document.addEventListener("click", (event) => {
  if (!event.target.closest?.("#limits .label-wrap")) return;
  setTimeout(() => one("#limits").scrollIntoView({ block: "nearest" }), 200);
});
