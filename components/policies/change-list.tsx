import { cn } from "../ui/class-names";
import type { PolicyChange } from "./changes";

/** Each change with what was, struck through, and what comes. */
export function ChangeList({ changes, className }: { changes: readonly PolicyChange[]; className?: string }) {
  return (
    <dl className={cn("[&>div+div]:border-hair [&>div+div]:border-t", className)}>
      {changes.map(({ name, before, after }) => (
        <div key={name} className="grid grid-cols-[minmax(0,1fr)_auto] items-baseline gap-x-4 py-1 phone:grid-cols-2">
          <dt className="font-semibold">{name}</dt>
          <dd className="flex flex-wrap items-baseline justify-end gap-x-2.5 phone:justify-start">
            <del className="text-ink2 decoration-ink3">{before}</del>
            <span aria-hidden="true" className="text-ink3">
              →
            </span>
            <ins className="font-semibold no-underline">{after}</ins>
          </dd>
        </div>
      ))}
    </dl>
  );
}
