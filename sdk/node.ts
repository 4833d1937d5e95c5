/** @module What the SDK has for Node alone. */
export { fileSecureStore } from "./file-secure-store";
export { fileStore } from "./file-store";
