// The panel of conversations: beside the work where there is room, else over it. It is drawn by the server;
// here it is opened and closed, and what is typed into its fields is sent.
import { act } from "./acts.js";

const PAUSE = 250; // milliseconds after the last letter, before a search is sent
const beside = matchMedia("(min-width: 90rem)");
const panel = () => document.getElementById("history");
const opener = () => document.querySelector("#history-opener button");
const isOpen = () => document.body.classList.contains("history-open");

function setOpen(isWanted) {
  document.body.classList.toggle("history-open", isWanted);
  opener()?.setAttribute("aria-expanded", String(isWanted));
  for (const [name, value] of [["role", "dialog"], ["aria-modal", "true"], ["aria-label", opener()?.ariaLabel]]) {
    if (isWanted) panel().setAttribute(name, value);
    else panel().removeAttribute(name);
  }
  const behind = "#masthead, #source, #tabs > .tab-wrapper, #conversation, #history-opener";
  for (const one of document.querySelectorAll(behind)) one.inert = isWanted;
}

function open() {
  setOpen(true);
  panel().querySelector("input[type=search]").focus();
}

function close(to = opener()) {
  if (!isOpen()) return;
  setOpen(false);
  to?.focus({ preventScroll: true });
}

document.addEventListener("click", (event) => {
  if (event.target.closest?.("#history-opener button")) open();
  else if (event.target.closest?.("#history .close")) close();
  else if (isOpen() && !panel().contains(event.target)) close();
});
beside.addEventListener("change", () => isOpen() && close());

document.addEventListener(
  "keydown",
  (event) => {
    if (event.key !== "Escape" || !isOpen()) return;
    event.stopImmediatePropagation(); // nothing else is closed or stopped by it
    close();
  },
  true,
);

// Another conversation: its sources are others.
document.addEventListener("byline:conversation", ({ detail }) => {
  act("source-reset");
  const composer = document.querySelector("#composer textarea");
  if (detail.does === "new") {
    close(composer);
    composer?.focus();
  } else if (detail.does === "open") close();
});

// What is deleted takes the focused button along.
document.addEventListener("click", (event) => {
  if (!event.target.closest?.("#history .surely")) return;
  setTimeout(() => panel().querySelector("input[type=search]").focus({ preventScroll: true }));
});

let pause = 0;
document.addEventListener("input", (event) => {
  if (!event.target.matches?.("#history input[type=search]")) return;
  clearTimeout(pause);
  pause = setTimeout(() => act("history", { does: "search", words: event.target.value }), PAUSE);
});

document.addEventListener("submit", (event) => {
  const form = event.target.closest(".rename, .feedback .reason");
  if (!form) return;
  event.preventDefault();
  const typed = Object.fromEntries(new FormData(form));
  if (form.matches(".rename")) {
    form.closest("details").open = false;
    form.closest("li").querySelector(".opening").focus();
    act("history", { does: "rename", ...form.dataset, ...typed });
  } else act("feedback", { does: "explain", ...form.dataset, ...typed });
});
