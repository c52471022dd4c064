import "./acts.js";
import "./source.js";
import "./history.js";
import "./draft.js";
import "./library.js";
import "./chat.js";
