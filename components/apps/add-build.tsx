"use client";
import { type FormEvent, useState } from "react";
import type { Platform } from "@/lib/contract/evidence";
import { Done } from "../forms/done";
import { fieldsOf, Problem } from "../forms/problem";
import { useBuildChange } from "../queries/builds";
import { Button, LinkButton } from "../ui/button";
import { BuildFields, buildOf, EMPTY_BUILD } from "./build-fields";

const FIELDS = ["versionName", "versionCode", "signerDigests", "teamId"];

/** Registers a further build by hand, behind a link until it is wanted. */
export function AddBuild({ appId, platform }: { appId: number; platform: Platform }) {
  const [open, setOpen] = useState(false);
  const [draft, setDraft] = useState(EMPTY_BUILD);
  const add = useBuildChange();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    add.mutate(
      { act: "add", appId, build: buildOf(draft, platform, null) },
      {
        onSuccess: () => {
          setDraft(EMPTY_BUILD);
          setOpen(false);
        },
      },
    );
  };
  if (!open) {
    return (
      <div className="mt-3 grid gap-2">
        <p>
          <LinkButton inText onClick={() => setOpen(true)}>
            Register by hand
          </LinkButton>{" "}
          <span className="text-ink2">with the {platform === "ios" ? "team id" : "signing certificate’s SHA-256"}</span>
        </p>
        {add.isSuccess && <Done>{add.data.versionName} counts as registered.</Done>}
      </div>
    );
  }
  return (
    <form onSubmit={submit} className="mt-5">
      <BuildFields prefix="add" platform={platform} draft={draft} fields={fieldsOf(add.error)} onChange={setDraft} />
      <Problem error={add.error} fields={FIELDS} />
      <div className="mt-2 flex flex-wrap gap-2">
        <Button type="submit" disabled={add.isPending}>
          Register the build
        </Button>
        <Button onClick={() => setOpen(false)}>Close</Button>
      </div>
    </form>
  );
}
