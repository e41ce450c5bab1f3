import "./patience.mjs";

export { damaged } from "./damaged.mjs";
export { hostileText, HOSTILE_TEXTS, utf16 } from "./hostile-text.mjs";
export { runs } from "./runs.mjs";
