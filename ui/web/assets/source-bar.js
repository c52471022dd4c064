// The bar above a source: where it stands among its neighbours, and which passage of it is marked.
function drawSteps(steps, words, index, all) {
  steps.hidden = index < 0 || all < 2;
  if (steps.hidden) return;
  const said = words.replace("{number}", index + 1).replace("{all}", all);
  const place = steps.querySelector(".place");
  if (place.textContent !== said) place.textContent = said;
  const [previous, next] = steps.querySelectorAll(".step");
  previous.setAttribute("aria-disabled", index === 0); // it keeps the focus, unlike a disabled one
  next.setAttribute("aria-disabled", index === all - 1);
}

export function drawBar(panel, { around, address, hasFormer }) {
  const [sources, passages] = panel.querySelectorAll(".bar .steps");
  panel.querySelector(".bar .back").hidden = !hasFormer;
  const { cited, listed } = sources.querySelector(".place").dataset;
  const { addresses } = around;
  drawSteps(sources, around.areCited ? cited : listed, addresses.indexOf(address), addresses.length);

  const marks = [...panel.querySelectorAll(".content .article mark")];
  const all = new Set(marks.map((mark) => mark.dataset.passage)).size;
  const number = Number(marks.find((mark) => mark.classList.contains("deciding"))?.dataset.passage ?? 0);
  drawSteps(passages, passages.querySelector(".place").dataset.passage, number - 1, all);
}
