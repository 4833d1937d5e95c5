"use client";
import { DropdownMenu as Radix, Popover as RadixPopover } from "radix-ui";
import type { ComponentProps, ReactNode } from "react";
import { cn } from "./class-names";

const surface = "appear z-30 rounded-dialog border border-line bg-raise p-1.5 shadow-lift";
const row =
  "flex min-h-8 cursor-default items-center gap-2 rounded-control px-2.5 text-body outline-none select-none data-[highlighted]:bg-wash data-[disabled]:text-ink3 max-phone:min-h-11";

/** A menu that opens from `trigger`. */
export function Menu({
  trigger,
  children,
  align = "start",
}: {
  trigger: ReactNode;
  children: ReactNode;
  align?: "start" | "end";
}) {
  return (
    <Radix.Root modal={false}>
      <Radix.Trigger asChild>{trigger}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content align={align} sideOffset={6} collisionPadding={12} className={cn(surface, "min-w-44")}>
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

export function MenuItem({ className, ...rest }: ComponentProps<typeof Radix.Item>) {
  return <Radix.Item className={cn(row, className)} {...rest} />;
}

export function MenuHeading({ children }: { children: ReactNode }) {
  return <Radix.Label className="px-2.5 pt-1.5 pb-1 text-note text-ink3">{children}</Radix.Label>;
}

export function MenuRule() {
  return <Radix.Separator className="my-1.5 h-px bg-line" />;
}

/** One of several, the chosen one marked. */
export function MenuRadio<T extends string>({
  value,
  options,
  onChange,
}: {
  value: T;
  options: readonly { value: T; label: string }[];
  onChange: (value: T) => void;
}) {
  return (
    <Radix.RadioGroup value={value}>
      {options.map((option) => (
        <Radix.RadioItem
          key={option.value}
          value={option.value}
          className={row}
          onSelect={() => onChange(option.value)}
        >
          <span aria-hidden="true" className={cn("w-3", option.value === value ? "text-accent" : "text-transparent")}>
            •
          </span>
          {option.label}
        </Radix.RadioItem>
      ))}
    </Radix.RadioGroup>
  );
}

/** A floating panel with controls of its own, opened from `trigger`. */
export function Popover({
  trigger,
  label,
  open,
  onOpenChange,
  children,
  align = "start",
  className,
}: {
  trigger: ReactNode;
  label: string;
  open?: boolean;
  onOpenChange?: (open: boolean) => void;
  children: ReactNode;
  align?: "start" | "end";
  className?: string;
}) {
  return (
    <RadixPopover.Root {...(open === undefined ? {} : { open })} {...(onOpenChange ? { onOpenChange } : {})}>
      <RadixPopover.Trigger asChild>{trigger}</RadixPopover.Trigger>
      <RadixPopover.Portal>
        <RadixPopover.Content
          aria-label={label}
          align={align}
          sideOffset={6}
          collisionPadding={12}
          className={cn(surface, "max-w-[calc(100vw-24px)]", className)}
        >
          {children}
        </RadixPopover.Content>
      </RadixPopover.Portal>
    </RadixPopover.Root>
  );
}
