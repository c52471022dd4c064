import "./acts.js";
import "./source.js";

// A new question goes to the top of the column, and its answer grows below it without moving.
let questions = 0;
new MutationObserver(() => {
  const asked = document.querySelectorAll("#chat .asked");
  if (asked.length > questions) asked[asked.length - 1].scrollIntoView({ block: "start" });
  questions = asked.length;
}).observe(document.documentElement, { childList: true, subtree: true });
