"use client";
import { vaultFingerprint } from "@/lib/contract/vault";
import { Field, TextArea } from "../ui/field";
import { fingerprintText } from "./words";

/** Where a value is typed or pasted: masked, sealed in this browser, never shown again. */
export function ValueField({
  value,
  onChange,
  vaultKid,
  fingerprint,
  sameAs,
  error,
  label = "New value",
}: {
  value: string;
  onChange: (value: string) => void;
  /** The vault key it will be sealed to. */
  vaultKid: string | null;
  fingerprint: string | null;
  /** The version that holds the very same value; null when none does. */
  sameAs?: number | null;
  error?: string | undefined;
  label?: string;
}) {
  const length = [...value].length;
  return (
    <Field
      id="secret-value"
      label={label}
      note="never shown again"
      error={error}
      help={
        <>
          {value !== "" && `${length} ${length === 1 ? "character" : "characters"}. `}
          {vaultKid === null ? (
            "The vault’s key is not known yet."
          ) : (
            <>
              Sealed in this browser for vault key{" "}
              <span className="whitespace-nowrap font-mono text-note">{vaultFingerprint(vaultKid)}</span>.
            </>
          )}
          {value !== "" && (
            <span className="block">
              Fingerprint{" "}
              <span className="font-mono text-ink text-note">{fingerprint ? fingerprintText(fingerprint) : "…"}</span>
              {fingerprint && sameAs != null && <b className="text-warn">, the same value as version {sameAs}</b>}
            </span>
          )}
        </>
      }
    >
      {(control) => (
        <TextArea
          {...control}
          mono
          rows={value.includes("\n") ? 4 : 1}
          value={value}
          spellCheck={false}
          autoComplete="off"
          autoCapitalize="none"
          data-1p-ignore
          className="min-h-9! [-webkit-text-security:disc]"
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Field>
  );
}
