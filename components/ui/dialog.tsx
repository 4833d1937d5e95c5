"use client";
import { Dialog as Radix } from "radix-ui";
import { type FormEvent, type ReactNode, useId, useState } from "react";
import { Button } from "./button";
import { cn } from "./class-names";
import { TextInput } from "./field";

/** A dialog with a title. `open` and `onOpenChange` make it controlled; focus is trapped and given back. */
export function Dialog({
  open,
  onOpenChange,
  title,
  children,
  className,
}: {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: string;
  children: ReactNode;
  className?: string;
}) {
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      <Radix.Portal>
        <Radix.Overlay className="appear fixed inset-0 z-40 bg-[light-dark(#16191c40,#0008)]" />
        <Radix.Content
          aria-describedby={undefined}
          className={cn(
            "appear fixed top-[12vh] left-1/2 z-50 max-h-[80vh] w-[min(560px,calc(100vw-32px))] -translate-x-1/2 overflow-y-auto rounded-dialog border border-line bg-raise px-6 py-5 shadow-lift",
            className,
          )}
        >
          <Radix.Title className="text-[16px] leading-6 font-semibold">{title}</Radix.Title>
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

/** The row of buttons at the foot of a dialog. */
export function DialogActions({ children }: { children: ReactNode }) {
  return <div className="mt-4 flex flex-wrap justify-end gap-2">{children}</div>;
}

/**
 * Asks before a dangerous act: shows its impact and has the name typed. `act` names the result ("Revoke version 6"),
 * `keep` the way back ("Keep it").
 */
export function ConfirmDialog({
  open,
  onOpenChange,
  title,
  impact,
  name,
  act,
  keep,
  pending = false,
  onConfirm,
}: {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: string;
  impact: ReactNode;
  /** What has to be typed; null for an act that needs no name. */
  name: string | null;
  act: string;
  keep: string;
  pending?: boolean;
  onConfirm: () => void;
}) {
  const [typed, setTyped] = useState("");
  const id = useId();
  const holds = name === null || typed.trim() === name;
  const confirm = (event: FormEvent) => {
    event.preventDefault();
    if (holds && !pending) onConfirm();
  };
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title={title}>
      <form onSubmit={confirm}>
        <div className="mt-1.5 mb-3 text-ink2">{impact}</div>
        {name !== null && (
          <label htmlFor={id} className="mb-1 block font-medium">
            Type <span className="font-mono text-note">{name}</span> to confirm
          </label>
        )}
        {name !== null && (
          <TextInput id={id} value={typed} autoComplete="off" onChange={(event) => setTyped(event.target.value)} mono />
        )}
        <DialogActions>
          <Button onClick={() => onOpenChange(false)}>{keep}</Button>
          <Button type="submit" kind="danger" disabled={!holds || pending}>
            {act}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
