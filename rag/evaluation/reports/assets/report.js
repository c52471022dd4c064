// Filters: a choice hides what does not match; questions whose every answer is hidden go too.
"use strict";
const form = document.getElementById("filters");
const items = [...document.querySelectorAll("[data-item]")];
const groups = [...document.querySelectorAll("[data-group]")];
const words = new Map([...items, ...groups].map((one) => [one, one.textContent.toLowerCase()]));

function matches(item, wanted) {
  const holds = (name) => !wanted[name] || item.dataset[name] === wanted[name];
  const verdicts = item.dataset.verdict.split(" ");
  if (!["configuration", "kind", "tone", "outcome"].every(holds)) return false;
  if (wanted.verdict && !verdicts.includes(wanted.verdict)) return false;
  return words.get(item.closest("[data-group]") ?? item).includes(wanted.words);
}

function filter() {
  const wanted = Object.fromEntries(new FormData(form));
  wanted.words = wanted.words.trim().toLowerCase();
  for (const item of items) item.hidden = !matches(item, wanted);
  for (const group of groups) group.hidden = !group.querySelector("[data-item]:not([hidden])");
  const sentences = items.filter((item) => !item.hidden && item.classList.contains("failure")).length;
  const questions = groups.filter((group) => !group.hidden).length;
  form.querySelector("output").textContent =
    `${questions} of ${groups.length} questions, ${sentences} failed sentences`;
}

function openTarget() {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (target instanceof HTMLDetailsElement) {
    target.open = true;
    target.scrollIntoView();
  }
}

form.hidden = false;
form.addEventListener("input", filter);
form.addEventListener("submit", (event) => event.preventDefault());
window.addEventListener("hashchange", openTarget);
filter();
openTarget();
