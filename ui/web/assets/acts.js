// Buttons inside rendered HTML say what they do in data-act; the channel of that name tells Python.
export const act = (name, detail = {}) =>
  document.dispatchEvent(new CustomEvent(`byline:${name}`, { detail }));

document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-act]");
  if (button) act(button.dataset.act, { ...button.dataset });
});
