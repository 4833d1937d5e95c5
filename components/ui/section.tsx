import type { ReactNode } from "react";
import { cn } from "./class-names";

/** A section of a page: a rule, a title, its unit in grey, its tools at the right. */
export function Section({
  title,
  unit,
  tools,
  children,
  className,
}: {
  title: string;
  unit?: ReactNode;
  tools?: ReactNode;
  children: ReactNode;
  className?: string;
}) {
  return (
    <section className={cn("min-w-0 border-line border-t pt-2.5", className)}>
      <header className="mb-2.5 flex min-h-5 flex-wrap items-baseline gap-x-2.5">
        <h2 className="whitespace-nowrap font-semibold text-section">{title}</h2>
        {unit !== undefined && <span className="min-w-0 text-ink3 max-phone:order-5 max-phone:w-full">{unit}</span>}
        {tools !== undefined && (
          <span className="ml-auto flex flex-wrap items-baseline justify-end gap-x-3.5 whitespace-nowrap">{tools}</span>
        )}
      </header>
      {children}
    </section>
  );
}

/** A key figure: label, number with its unit, and what it is compared with. */
export function Figure({
  label,
  value,
  unit,
  sub,
  tone = "plain",
  className,
}: {
  label: ReactNode;
  value: ReactNode;
  unit?: string;
  sub?: ReactNode;
  tone?: "plain" | "critical";
  className?: string;
}) {
  return (
    <section className={cn("min-w-0", className)}>
      <h2 className="text-body text-ink2">{label}</h2>
      <p
        className={cn(
          "mt-0.5 font-medium text-figure tabular-nums max-phone:text-[28px] max-phone:leading-[34px]",
          tone === "critical" && "text-crit",
        )}
      >
        {value}
        {unit !== undefined && (
          <small
            className={cn(
              "ml-[3px] font-normal text-[16px] leading-none tracking-[-0.01em]",
              tone === "plain" && "text-ink3",
            )}
          >
            {unit}
          </small>
        )}
      </p>
      {sub !== undefined && <p className="mt-0.5 text-ink3">{sub}</p>}
    </section>
  );
}

/** A list of rows divided by hairlines. */
export function Rows({ children, className }: { children: ReactNode; className?: string }) {
  return (
    <ul
      className={cn(
        "[&>li]:border-hair [&>li]:border-t [&>li]:py-[9px] [&>li:first-child]:border-t-0 [&>li:first-child]:pt-0",
        className,
      )}
    >
      {children}
    </ul>
  );
}

/** Pairs of term and value in columns: when, instance, app, … */
export function Facts({ facts }: { facts: readonly { term: string; value: ReactNode }[] }) {
  return (
    <dl className="flex flex-wrap justify-between gap-x-6 gap-y-2.5 border-line border-t pt-2.5 max-phone:grid max-phone:grid-cols-2">
      {facts.map((fact) => (
        <div key={fact.term} className="min-w-0">
          <dt className="text-ink3 text-note">{fact.term}</dt>
          <dd className="break-words font-medium">{fact.value}</dd>
        </div>
      ))}
    </dl>
  );
}
