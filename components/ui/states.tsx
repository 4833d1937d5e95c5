import type { ReactNode } from "react";
import { SeverityGlyph } from "../signals/glyphs";
import { Button } from "./button";
import { cn } from "./class-names";

/** The rules and the baseline of a chart that has nothing to draw, with words in its middle. */
function Placeholder({ height, children, shape }: { height: number; children: ReactNode; shape?: boolean }) {
  return (
    <div className="relative" style={{ height }}>
      <div aria-hidden="true" className="absolute inset-x-0 top-1/4 border-line border-t" />
      <div aria-hidden="true" className="absolute inset-x-0 top-[56%] border-line border-t" />
      <div aria-hidden="true" className="absolute inset-x-0 bottom-5 border-edge border-t" />
      {shape && <div aria-hidden="true" className="absolute inset-x-0 top-[42%] bottom-5 bg-sunk" />}
      <div className="absolute inset-x-0 top-0 bottom-5 flex flex-col items-center justify-center gap-2 text-center [&>*]:max-w-[92%] [&>:is(b,span,p)]:bg-bg [&>:is(b,span,p)]:px-2.5">
        {children}
      </div>
    </div>
  );
}

/** First paint of a chart or table: the frame stands, the words come after 300 ms. */
export function Loading({ height, what }: { height: number; what: string }) {
  return (
    <Placeholder height={height} shape>
      <span role="status" className="late bg-transparent! text-ink2">
        {what}
      </span>
    </Placeholder>
  );
}

/** Nothing matches: what was looked for, what is there instead, one way out. */
export function Empty({
  height = 160,
  title,
  children,
  action,
}: {
  height?: number;
  title: string;
  children?: ReactNode;
  action?: ReactNode;
}) {
  return (
    <Placeholder height={height}>
      <b>{title}</b>
      {children !== undefined && <span className="text-ink2">{children}</span>}
      {action}
    </Placeholder>
  );
}

/** Our own failure: what failed, what still works, try again. */
export function Failure({ height = 160, error, onRetry }: { height?: number; error: Error; onRetry?: () => void }) {
  return (
    <Placeholder height={height}>
      <span role="alert" className="inline-flex items-start gap-2 text-left">
        <SeverityGlyph severity="critical" className="mt-[3px] size-3.5" />
        <b>{error.message}</b>
      </span>
      <span className="text-ink2">Attestations go on; only this view could not be read.</span>
      {onRetry && (
        <Button size="small" onClick={onRetry}>
          Try again
        </Button>
      )}
    </Placeholder>
  );
}

/** A still shape in place of one line of text. */
export function Skeleton({ className }: { className?: string }) {
  return (
    <span aria-hidden="true" className={cn("inline-block h-4 w-24 rounded-control bg-sunk align-middle", className)} />
  );
}

/** What failed to load of a form or page, as one line. */
export function Alert({ children }: { children: ReactNode }) {
  return (
    <p role="alert" className="flex gap-1.5 text-crit">
      <SeverityGlyph severity="critical" className="mt-[3px] size-3.5" />
      <span>{children}</span>
    </p>
  );
}
