import type { ReactNode } from "react";
import { LinkButton } from "../ui/button";
import { Note } from "../ui/note";

/** Somebody else saved while this was being decided: what stands now, and the two ways on. */
export function Overtaken({
  children,
  take = "Take theirs",
  onTake,
  keep,
  onKeep,
}: {
  /** What the other one did, in sentences. */
  children: ReactNode;
  take?: string;
  onTake: () => void;
  keep: string;
  onKeep: () => void;
}) {
  return (
    <div role="status" className="my-3">
      <Note tone="warning">
        <p>
          <b>Somebody else saved meanwhile.</b> {children}
        </p>
        <p className="mt-1 flex flex-wrap gap-x-4">
          <LinkButton onClick={onTake}>{take}</LinkButton>
          <LinkButton onClick={onKeep}>{keep}</LinkButton>
        </p>
      </Note>
    </div>
  );
}
