/* The board: each behaviour is a module of its own, and everything here can be done without any of them. */

import "./board/changing.js";
import "./board/composing.js";
import "./board/dragging.js";
import "./board/pasting.js";
import "./board/picking.js";
import "./board/picturing.js";
import "./board/voting.js";
