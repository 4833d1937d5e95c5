"use client";
import type { ReactNode } from "react";

/** Rows that keep still while somebody points at them or has the focus among them, so that nothing moves under a click. */
export function Held({ hold, release, children }: { hold: () => void; release: () => void; children: ReactNode }) {
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it only watches; Pause and Resume do the same for everybody
    <div
      onPointerEnter={(event) => event.pointerType === "mouse" && hold()}
      onPointerLeave={(event) => event.pointerType === "mouse" && release()}
      onFocus={hold}
      onBlur={(event) => event.currentTarget.contains(event.relatedTarget) || release()}
    >
      {children}
    </div>
  );
}
