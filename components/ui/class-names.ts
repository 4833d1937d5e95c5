import { type ClassValue, clsx } from "clsx";
import { extendTailwindMerge } from "tailwind-merge";

/** tailwind-merge must know our type sizes, or it takes `text-note` for a colour and drops one of the two. */
const merge = extendTailwindMerge({
  extend: {
    classGroups: {
      "font-size": [{ text: ["axis", "note", "body", "section", "lead", "title", "verdict", "figure"] }],
      rounded: [{ rounded: ["control", "dialog"] }],
      shadow: [{ shadow: ["lift"] }],
    },
  },
});

/** Joins class names; of two that set the same property the later wins. */
export function cn(...names: ClassValue[]): string {
  return merge(clsx(names));
}
