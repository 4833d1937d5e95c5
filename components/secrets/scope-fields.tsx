"use client";
import { useQuery } from "@tanstack/react-query";
import type { SecretScope } from "@/lib/contract/admin/secrets";
import { platformTitle } from "../apps/titles";
import { appsQuery } from "../queries/apps";
import { SeverityGlyph } from "../signals/glyphs";
import { Checkbox, Field, TextArea, TextInput } from "../ui/field";
import { Alert, Skeleton } from "../ui/states";

/** Which apps get a secret, and from which version on. */
export function ScopeFields({
  scopes,
  onChange,
  error,
}: {
  scopes: readonly SecretScope[];
  onChange: (scopes: SecretScope[]) => void;
  error?: string | undefined;
}) {
  const { data: apps, error: failed } = useQuery(appsQuery);
  if (failed) return <Alert>{failed.message}</Alert>;
  if (!apps) return <Skeleton />;
  const shown = apps.filter(({ id, archivedAt }) => archivedAt === null || scopes.some(({ appId }) => appId === id));
  const without = (appId: number) => scopes.filter((scope) => scope.appId !== appId);
  return (
    <fieldset className="mb-5">
      <legend className="mb-1 font-medium">Apps that get it</legend>
      {shown.length === 0 && <p className="text-ink3">No app is registered yet; register one first.</p>}
      {shown.map((app) => {
        const scope = scopes.find(({ appId }) => appId === app.id);
        return (
          <div key={app.id} className="flex flex-wrap items-center gap-x-4">
            <Checkbox
              label={`${app.name}, ${platformTitle(app.platform)}`}
              checked={scope !== undefined}
              onChange={(event) =>
                onChange(event.target.checked ? [...scopes, { appId: app.id, minVersion: null }] : without(app.id))
              }
            />
            {scope && (
              <span className="ml-auto flex items-center gap-2 text-ink2">
                from version
                <TextInput
                  aria-label={`Lowest version of ${app.name}, ${platformTitle(app.platform)}`}
                  className="min-h-7 w-24"
                  value={scope.minVersion ?? ""}
                  onChange={(event) =>
                    onChange([...without(app.id), { appId: app.id, minVersion: event.target.value.trim() || null }])
                  }
                />
              </span>
            )}
          </div>
        );
      })}
      {error !== undefined && (
        <p role="alert" className="mt-1 flex gap-1.5 text-crit">
          <SeverityGlyph severity="critical" className="mt-0.5 size-3.5" />
          {error}
        </p>
      )}
    </fieldset>
  );
}

/** The hosts a value may be sent to. */
export function DomainsField({
  value,
  onChange,
  error,
}: {
  value: string;
  onChange: (value: string) => void;
  error?: string | undefined;
}) {
  return (
    <Field
      id="secret-domains"
      label="Sent to"
      note="host names, one a line"
      help="The SDK puts the value into requests to these hosts only, such as tiles.example.com."
      error={error}
    >
      {(control) => (
        <TextArea
          {...control}
          mono
          rows={2}
          className="min-h-14!"
          spellCheck={false}
          autoCapitalize="none"
          value={value}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Field>
  );
}

/** The server's message about any of a list's entries. */
export function listError(fields: Readonly<Record<string, string>>, name: string): string | undefined {
  return Object.entries(fields).find(([field]) => field === name || field.startsWith(`${name}.`))?.[1];
}
