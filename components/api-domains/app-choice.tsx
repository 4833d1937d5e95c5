"use client";
import { useQuery } from "@tanstack/react-query";
import { platformTitle } from "../apps/titles";
import { appsQuery } from "../queries/apps";
import { Checkbox } from "../ui/field";
import { Alert, Skeleton } from "../ui/states";

/** Which apps get tokens for an API. */
export function AppChoice({
  chosen,
  onChange,
  disabled = false,
}: {
  chosen: readonly number[];
  onChange: (chosen: number[]) => void;
  disabled?: boolean;
}) {
  const { data: apps, error } = useQuery(appsQuery);
  if (error) return <Alert>{error.message}</Alert>;
  if (!apps) return <Skeleton />;
  const shown = apps.filter(({ id, archivedAt }) => archivedAt === null || chosen.includes(id));
  return (
    <fieldset disabled={disabled} className="mb-5">
      <legend className="mb-1 font-medium">Apps that get its tokens</legend>
      {shown.length === 0 && <p className="text-ink3">No app is registered yet; choose them later.</p>}
      {shown.map((app) => (
        <Checkbox
          key={app.id}
          label={
            <>
              {app.name}, {platformTitle(app.platform)} <span className="text-ink3">{app.appId}</span>
            </>
          }
          checked={chosen.includes(app.id)}
          onChange={(event) =>
            onChange(event.target.checked ? [...chosen, app.id] : chosen.filter((id) => id !== app.id))
          }
        />
      ))}
    </fieldset>
  );
}
