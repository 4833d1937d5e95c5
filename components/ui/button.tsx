import { cva, type VariantProps } from "class-variance-authority";
import { Slot } from "radix-ui";
import type { ComponentProps } from "react";
import { cn } from "./class-names";

const button = cva(
  "inline-flex items-center justify-center gap-2 whitespace-nowrap rounded-control border text-body font-medium max-phone:min-h-11 disabled:cursor-not-allowed disabled:border-dashed disabled:border-edge disabled:bg-transparent disabled:text-ink3",
  {
    variants: {
      kind: {
        plain: "border-edge bg-raise text-ink enabled:hover:bg-sunk",
        primary: "border-accent bg-accent font-semibold text-on-accent enabled:hover:opacity-90",
        danger: "border-crit bg-crit font-semibold text-bg enabled:hover:opacity-90",
        dashed: "border-dashed border-edge bg-raise text-ink enabled:hover:bg-sunk",
      },
      size: { normal: "h-8 px-3.5", small: "h-7 px-2.5 max-phone:min-h-9" },
    },
    defaultVariants: { kind: "plain", size: "normal" },
  },
);

export type ButtonProps = ComponentProps<"button"> & VariantProps<typeof button> & { asChild?: boolean };

/** A button named by its result ("Activate 42 for 10 %"). One `primary` per page; `asChild` dresses a link. */
export function Button({ kind, size, asChild = false, className, type = "button", ...rest }: ButtonProps) {
  const Element = asChild ? Slot.Root : "button";
  return <Element {...(asChild ? {} : { type })} className={cn(button({ kind, size }), className)} {...rest} />;
}

const link = "text-accent hover:underline hover:underline-offset-3";

const textLink = "text-accent underline underline-offset-3";

/** A button that reads as a link, for tools of a section; `inText` where it stands in a sentence. */
export function LinkButton({
  inText = false,
  className,
  type = "button",
  ...rest
}: ComponentProps<"button"> & { inText?: boolean }) {
  const look = inText ? textLink : link;
  return <button type={type} className={cn(look, "disabled:text-ink3 disabled:no-underline", className)} {...rest} />;
}

/** The look of a link that stands by itself, in a table or a list. */
export const linkClass = link;

/** The look of a link inside a sentence: told from it without colour too (WCAG 1.4.1). */
export const textLinkClass = textLink;
