import "./acts.js";
import "./source.js";
import "./history.js";
import "./draft.js";
import "./library.js";
import "./chat.js";

// From here on the page listens: Gradio shows it before this script has come.
document.documentElement.dataset.listens = "";
