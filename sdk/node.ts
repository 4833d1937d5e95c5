/** @module What the SDK has for Node alone. */
export { fileStore } from "./file-store";
