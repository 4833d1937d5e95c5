"use client";
import { type ComponentProps, useState } from "react";
import { TextInput } from "./field";

/** A password that can be looked at while it is typed. */
export function PasswordInput(props: Omit<ComponentProps<typeof TextInput>, "type" | "className">) {
  const [shown, setShown] = useState(false);
  return (
    <span className="relative block">
      <TextInput {...props} type={shown ? "text" : "password"} spellCheck={false} className="pr-16" />
      <button
        type="button"
        aria-pressed={shown}
        aria-label={shown ? "Hide the password" : "Show the password"}
        onClick={() => setShown(!shown)}
        className="absolute inset-y-1 right-1 rounded-[3px] px-2.5 text-ink2 hover:text-ink"
      >
        {shown ? "Hide" : "Show"}
      </button>
    </span>
  );
}
