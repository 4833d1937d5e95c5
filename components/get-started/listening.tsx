"use client";
import { useState } from "react";
import { useFormats, useMounted } from "../ui/format";

const DOTS = [1, 0.6, 0.3] as const;

/** Says that the page listens; what it waits for opens by itself. */
export function Listening() {
  const formats = useFormats();
  const mounted = useMounted();
  const [since] = useState(() => Date.now());
  return (
    <div role="status" className="mt-5 flex items-center gap-3.5 border-edge border-t border-dashed pt-3.5">
      <span className="live-pulse flex gap-[5px]" aria-hidden="true">
        {DOTS.map((opacity) => (
          <span key={opacity} className="size-2 rounded-[50%] bg-accent" style={{ opacity }} />
        ))}
      </span>
      <p>
        <b>Listening{mounted && ` since ${formats.clock(since)}`}.</b>{" "}
        <span className="text-ink2">The first attestation opens here by itself, passed or not.</span>
      </p>
    </div>
  );
}
