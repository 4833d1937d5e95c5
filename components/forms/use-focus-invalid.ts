"use client";
import { useEffect } from "react";

/** Brings the first field that the server refused into view, with the cursor in it. */
export function useFocusInvalid(error: Error | null): void {
  useEffect(() => {
    if (error === null) return;
    document.querySelector<HTMLElement>("main [aria-invalid=true], [role=dialog] [aria-invalid=true]")?.focus();
  }, [error]);
}
