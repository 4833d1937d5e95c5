"use client";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { useMay } from "../account/me";
import { NeedsRole } from "../account/needs-role";
import { useFilter } from "../filter/use-filter";
import { useCreateRule } from "../queries/alerts";
import { AlertsFrame } from "./alerts-frame";
import { bodyOf, newDraft } from "./rule-draft";
import { RuleEditor } from "./rule-editor";

/** A new rule, on the filter of the view it was opened from. */
export function NewRule() {
  const { filter } = useFilter();
  const [start] = useState(() => newDraft(filter));
  const may = useMay("alerts:write");
  const create = useCreateRule();
  const router = useRouter();
  return (
    <AlertsFrame title="New rule" parent>
      <RuleEditor
        start={start}
        act="Watch this"
        error={create.error}
        pending={create.isPending}
        disabled={!may}
        foot={<NeedsRole permission="alerts:write" to="add a rule" />}
        onSubmit={(draft) => create.mutate(bodyOf(draft), { onSuccess: () => router.push("/alerts") })}
      />
    </AlertsFrame>
  );
}
