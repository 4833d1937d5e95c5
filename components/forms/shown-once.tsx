import type { ReactNode } from "react";
import { CopyButton } from "../ui/copy-button";
import { Code, Note } from "../ui/note";

export interface OneTimeValue {
  readonly label: string;
  readonly value: string;
}

/** A secret that was just made, in each of its forms; it can't be shown again. */
export function ShownOnce({ children, values }: { children: ReactNode; values: readonly OneTimeValue[] }) {
  return (
    <div role="status" className="min-w-0">
      <Note tone="warning" className="mb-4">
        {children}
      </Note>
      <ul className="grid gap-4">
        {values.map(({ label, value }) => (
          <li key={label} className="min-w-0">
            <div className="mb-1 flex items-baseline justify-between gap-4">
              <span className="font-medium">{label}</span>
              <CopyButton look="link" text={value} />
            </div>
            <Code label={label}>{value}</Code>
          </li>
        ))}
      </ul>
    </div>
  );
}
