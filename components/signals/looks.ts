import type { Signal } from "@/lib/contract/signals";

/** The shape that stands for a reason in text, legends and lines. */
export type Shape = "square" | "diamond" | "circle" | "triangle";
/** The pattern that stands for it in areas and bars. */
export type Pattern = "solid" | "diagonal" | "dots" | "lines" | "back-diagonal";

export interface SignalLook {
  /** A CSS colour that follows the theme. */
  readonly colour: string;
  readonly pattern: Pattern;
  readonly shape: Shape;
  /** Drawn as an outline: the signal borrows the hue of its kin. */
  readonly outlined: boolean;
}

const look = (name: string, pattern: Pattern, shape: Shape, outlined = false): SignalLook => ({
  colour: `var(--${name})`,
  pattern,
  shape,
  outlined,
});

/**
 * One look per reason, everywhere. Twelve hues, each with the pattern and shape that tells it from its neighbours under
 * any colour vision; the other signals borrow the hue of their kin, with the next pattern and an outlined shape.
 */
export const SIGNAL_LOOKS: Readonly<Record<Signal, SignalLook>> = {
  root: look("r-root", "solid", "square"),
  jailbreak: look("r-root", "diagonal", "square", true),
  "hook-framework": look("r-hook-framework", "solid", "square"),
  debugger: look("r-debugger", "dots", "circle"),
  emulator: look("r-emulator", "solid", "square"),
  "app-repackaged": look("r-app-repackaged", "diagonal", "diamond"),
  "app-cloned": look("r-app-cloned", "diagonal", "diamond"),
  "app-not-registered": look("r-app-repackaged", "dots", "diamond", true),
  "mitm-proxy": look("r-mitm-proxy", "diagonal", "diamond"),
  "untrusted-ca": look("r-untrusted-ca", "dots", "circle"),
  "memory-tampering": look("r-memory-tampering", "lines", "triangle"),
  "screen-overlay": look("r-hook-framework", "diagonal", "square", true),
  "accessibility-abuse": look("r-hook-framework", "dots", "circle", true),
  "dev-mode": look("r-debugger", "lines", "circle", true),
  "bootloader-unlocked": look("r-emulator", "diagonal", "square", true),
  "custom-os": look("r-emulator", "dots", "circle", true),
  "software-key": look("r-software-key", "lines", "triangle"),
  "key-revoked": look("r-software-key", "back-diagonal", "triangle", true),
  "untrusted-chain": look("r-software-key", "solid", "diamond", true),
  "outdated-patch": look("r-outdated-patch", "dots", "circle"),
  "outdated-app": look("r-app-repackaged", "lines", "triangle", true),
  unlicensed: look("r-app-repackaged", "solid", "circle", true),
  "malware-risk": look("r-hook-framework", "lines", "triangle", true),
  replayed: look("r-replayed", "lines", "triangle"),
  stale: look("r-replayed", "back-diagonal", "triangle", true),
  malformed: look("r-replayed", "solid", "square", true),
  banned: look("ink", "diagonal", "square", true),
};

/** What is summed as "n others". */
export const OTHER_LOOK: SignalLook = look("r-other", "back-diagonal", "square");

/** The look of a reason, or of `other`. */
export function lookOf(reason: Signal | "other"): SignalLook {
  return reason === "other" ? OTHER_LOOK : SIGNAL_LOOKS[reason];
}
