"use client";
import { type FormEvent, useState } from "react";
import { Button } from "../ui/button";
import { Field, TextArea } from "../ui/field";

/** Asks, before a bundle is sent, for what no bundle says: the certificate that Google Play signs with. */
export function PlayDigestForm({
  file,
  error,
  onSend,
  onCancel,
}: {
  file: File;
  error: string | undefined;
  onSend: (playSigningDigest: string) => void;
  onCancel: () => void;
}) {
  const [digest, setDigest] = useState("");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onSend(digest.trim());
  };
  return (
    <form onSubmit={submit} className="rounded-control border border-edge px-4 py-5">
      <p className="mb-3 break-all font-medium">{file.name}</p>
      <p className="mb-4 text-ink2">
        A bundle is signed with your upload key. Phones get APKs that Google Play signs with another key, and report
        that one.
      </p>
      <Field
        id="play-digest"
        label="Play signing certificate"
        note="SHA-256"
        help="Play Console, App integrity, App signing key certificate. Leave it empty if you gave it with an earlier bundle of this app."
        error={error}
      >
        {(control) => (
          <TextArea
            {...control}
            mono
            rows={3}
            spellCheck={false}
            value={digest}
            onChange={(event) => setDigest(event.target.value)}
          />
        )}
      </Field>
      <div className="flex flex-wrap gap-2">
        <Button type="submit" kind="primary">
          Send the bundle
        </Button>
        <Button onClick={onCancel}>Give up</Button>
      </div>
    </form>
  );
}
