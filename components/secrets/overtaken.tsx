import type { Secret } from "@/lib/contract/admin/secrets";
import { LinkButton } from "../ui/button";
import { Note } from "../ui/note";

/** Somebody else saved while this form was being filled in: what stands now, and the two ways on. */
export function Overtaken({ by, onTake, onKeep }: { by: Secret; onTake: () => void; onKeep: () => void }) {
  const apps = by.scopes.length === 1 ? "1 app" : `${by.scopes.length} apps`;
  return (
    <div role="status" className="my-3">
      <Note tone="warning">
        <p>
          <b>Somebody else saved meanwhile.</b> It is for {apps} now, and sent to{" "}
          <span className="break-all font-mono text-body">{by.domains.join(", ")}</span>. What you typed is still here.
        </p>
        <p className="mt-1 flex flex-wrap gap-x-4">
          <LinkButton onClick={onTake}>Take theirs</LinkButton>
          <LinkButton onClick={onKeep}>Keep mine and save over it</LinkButton>
        </p>
      </Note>
    </div>
  );
}
