"use client";
import { useEffect, useState } from "react";
import { Button, LinkButton } from "./button";

/** Copies `text`, which may be made when it is asked for, and says so for two seconds. */
export function CopyButton({
  text,
  label = "Copy",
  look = "button",
}: {
  text: string | (() => string);
  label?: string;
  look?: "button" | "link";
}) {
  const [state, setState] = useState<"idle" | "copied" | "failed">("idle");
  useEffect(() => {
    if (state === "idle") return;
    const timer = setTimeout(() => setState("idle"), 2000);
    return () => clearTimeout(timer);
  }, [state]);
  const copy = () =>
    navigator.clipboard.writeText(typeof text === "string" ? text : text()).then(
      () => setState("copied"),
      () => setState("failed"),
    );
  const words = { idle: label, copied: "Copied", failed: "Select and copy by hand" }[state];
  const Element = look === "link" ? LinkButton : Button;
  return (
    <Element onClick={() => void copy()}>
      <span aria-live="polite">{words}</span>
    </Element>
  );
}
