import type { PackageNote } from "./rejection";

export const DEBUGGABLE_NOTE: PackageNote = {
  code: "debuggable",
  message: "The build is debuggable: anyone can attach to it, so don't register it for production.",
};
