import { type ClassValue, clsx } from "clsx";
import { createTailwindMerge } from "tailwind-merge";

const any = () => true;
const colours =
  "accent bg crit edge hair ink ink2 ink3 line nav on-accent pass pass-line raise sunk transparent warn wash";
const colour = [...colours.split(" "), "crit-wash", "warn-wash"];
const sides = (edge: string) => ({ [edge]: [{ [edge]: [any] }] });

/**
 * The properties that a caller may set anew on a component of ours. Tailwind-merge's own list names all of Tailwind; to
 * read it takes longer than to render a page.
 */
const merge = createTailwindMerge(() => ({
  cacheSize: 500,
  theme: {},
  classGroups: {
    display: ["block", "inline-block", "inline", "flex", "inline-flex", "grid", "inline-grid", "contents", "hidden"],
    position: ["static", "fixed", "absolute", "relative", "sticky"],
    ...Object.assign({}, ..."w h size min-w max-w min-h max-h gap gap-x gap-y leading rounded".split(" ").map(sides)),
    ...Object.assign({}, ..."p px py pt pr pb pl m mx my mt mr mb ml".split(" ").map(sides)),
    "bg-color": [{ bg: colour }],
    "border-w": [{ border: ["", "0"] }],
    "border-style": [{ border: ["solid", "dashed"] }],
    "border-color": [{ border: colour }],
    "font-size": [{ text: ["axis", "note", "body", "section", "lead", "title", "verdict", "figure"] }],
    "text-color": [{ text: colour }],
    "font-weight": [{ font: ["normal", "medium", "semibold"] }],
    "font-family": [{ font: ["sans", "mono"] }],
  },
  conflictingClassGroups: {
    size: ["w", "h"],
    gap: ["gap-x", "gap-y"],
    p: ["px", "py", "pt", "pr", "pb", "pl"],
    px: ["pr", "pl"],
    py: ["pt", "pb"],
    m: ["mx", "my", "mt", "mr", "mb", "ml"],
    mx: ["mr", "ml"],
    my: ["mt", "mb"],
    "font-size": ["leading"],
  },
  conflictingClassGroupModifiers: {},
  orderSensitiveModifiers: [
    "*",
    "**",
    "after",
    "before",
    "file",
    "first-letter",
    "first-line",
    "marker",
    "placeholder",
    "selection",
  ],
}));

/** Joins class names; of two that set the same property the later wins. */
export function cn(...names: ClassValue[]): string {
  return merge(clsx(names));
}
