"use client";
import type { Permission } from "@/lib/contract/permissions";
import { Checkbox } from "../ui/field";
import { Segmented } from "../ui/segmented";

/** What each permission opens, in words. */
const PERMISSION_WORDS: Readonly<Record<Permission, string>> = {
  read: "read everything but secrets",
  "events:export": "read the feed of events, for a SIEM",
  "policies:write": "write and activate policies",
  "overrides:write": "force or ban single instances",
  "secrets:write": "change secrets",
  "api-domains:write": "change API domains and their keys",
  "proxy:write": "change the proxy",
  "apps:write": "register apps and builds, as CI does",
  "test-traffic:write": "start simulated phones",
  "alerts:write": "change alerts and channels",
  "people:write": "add and change people",
  "api-keys:write": "make and revoke API keys",
  "settings:write": "change settings",
};

const WIDTHS = [
  { value: "role", label: "all of its role" },
  { value: "narrowed", label: "only some of it" },
] as const;

/** Narrows a key to some of what its role grants; null leaves it the whole role. */
export function ScopePicker({
  granted,
  scopes,
  onChange,
  error,
}: {
  granted: readonly Permission[];
  scopes: readonly Permission[] | null;
  onChange: (scopes: readonly Permission[] | null) => void;
  error: string | undefined;
}) {
  const toggle = (permission: Permission, on: boolean) =>
    onChange(on ? [...(scopes ?? []), permission] : (scopes ?? []).filter((one) => one !== permission));
  return (
    <div className="mb-5">
      <span className="mb-1 block font-medium">May do</span>
      <Segmented
        label="May do"
        value={scopes === null ? "role" : "narrowed"}
        options={WIDTHS}
        onChange={(width) => onChange(width === "role" ? null : granted.filter((permission) => permission === "read"))}
      />
      {scopes !== null && (
        <fieldset className="mt-2" aria-describedby={error === undefined ? undefined : "scopes-message"}>
          <legend className="sr-only">Scopes</legend>
          {granted.map((permission) => (
            <Checkbox
              key={permission}
              checked={scopes.includes(permission)}
              onChange={(event) => toggle(permission, event.target.checked)}
              label={
                <>
                  <span className="font-mono text-note">{permission}</span>
                  <span className="block text-ink2">{PERMISSION_WORDS[permission]}</span>
                </>
              }
            />
          ))}
        </fieldset>
      )}
      {error !== undefined && (
        <p id="scopes-message" role="alert" className="mt-1 text-crit">
          {error}
        </p>
      )}
    </div>
  );
}
