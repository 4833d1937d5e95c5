"use client";
import { type FormEvent, useState } from "react";
import type { PlayKeysState } from "@/lib/contract/admin/play-keys";
import { playKeysSchema } from "@/lib/contract/play-keys";
import { Problem } from "../forms/problem";
import { usePlayKeysChange } from "../queries/play-keys";
import { Button } from "../ui/button";
import { Field, TextArea } from "../ui/field";
import { sealPlayKeys } from "./seal";

const FIELDS = [
  { name: "decryptionKey", label: "Decryption key", help: "AES-256, 44 characters of base64" },
  { name: "verificationKey", label: "Verification key", help: "P-256, 124 characters of base64" },
] as const;

/** Takes the two keys of the Play Console; they leave this browser sealed, and nobody reads them here again. */
export function PlayKeysForm({
  appId,
  seal,
  onClose,
}: {
  appId: number;
  seal: NonNullable<PlayKeysState["seal"]>;
  onClose: () => void;
}) {
  const [typed, setTyped] = useState({ decryptionKey: "", verificationKey: "" });
  const [errors, setErrors] = useState<Readonly<Record<string, string>>>({});
  const add = usePlayKeysChange(appId);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const parsed = playKeysSchema.safeParse(typed);
    if (!parsed.success) {
      setErrors(Object.fromEntries(parsed.error.issues.map(({ path, message }) => [String(path[0]), message])));
      return;
    }
    setErrors({});
    await add.mutateAsync({ act: "add", ...(await sealPlayKeys(parsed.data, seal)) });
    onClose();
  };
  return (
    <form
      className="mt-3"
      onSubmit={(event) => {
        // What went wrong is shown from the mutation's own error.
        submit(event).catch(() => undefined);
      }}
    >
      {FIELDS.map(({ name, label, help }) => (
        <Field key={name} id={`play-${name}`} label={label} help={help} error={errors[name]}>
          {(control) => (
            <TextArea
              {...control}
              mono
              rows={2}
              autoComplete="off"
              spellCheck={false}
              value={typed[name]}
              onChange={(event) => setTyped({ ...typed, [name]: event.target.value })}
            />
          )}
        </Field>
      ))}
      <p className="mb-3 text-ink3">
        Play Console, App integrity, Play Integrity API: “Manage and download my response encryption keys”. Sealed in
        this browser; only the data plane can open them.
      </p>
      <Problem error={add.error} />
      <div className="flex flex-wrap gap-2">
        <Button type="submit" disabled={add.isPending}>
          Store the keys
        </Button>
        <Button onClick={onClose}>Close</Button>
      </div>
    </form>
  );
}
