export { startControl } from "./control.mjs";
