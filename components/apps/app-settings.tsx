"use client";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { App } from "@/lib/contract/admin/apps";
import { useMay } from "../account/me";
import { NeedsRole } from "../account/needs-role";
import { useFilter } from "../filter/use-filter";
import { Done } from "../forms/done";
import { Problem } from "../forms/problem";
import { appInstancesQuery } from "../queries/app-activity";
import { useAppChange } from "../queries/apps";
import { Button } from "../ui/button";
import { ConfirmDialog } from "../ui/dialog";
import { useFormats } from "../ui/format";
import { Section } from "../ui/section";
import { Switch } from "../ui/switch";
import { AppNameForm } from "./app-name-form";

/** Name, test traffic, and the end of an app. */
export function AppSettings({ app }: { app: App }) {
  const may = useMay("apps:write");
  if (!may) {
    return (
      <Section title="Settings" className="wide:col-span-4">
        <p className="mb-2">Test traffic is {app.acceptsTestTraffic ? "accepted" : "refused"}.</p>
        <NeedsRole permission="apps:write" to="change it" />
      </Section>
    );
  }
  return (
    <Section title="Settings" className="wide:col-span-4">
      <AppNameForm key={app.name} app={app} />
      <TestTraffic app={app} />
      <Archive app={app} />
    </Section>
  );
}

function TestTraffic({ app }: { app: App }) {
  const change = useAppChange(app.id);
  return (
    <div className="mt-4 border-hair border-t pt-3">
      <Switch
        checked={app.acceptsTestTraffic}
        onChange={(acceptsTestTraffic) => change.mutate({ act: "update", change: { acceptsTestTraffic } })}
        label="Test traffic"
        on="accepted"
        off="refused"
      />
      <p className="mt-1 text-ink3">
        Simulated phones and evidence under test roots. It is flagged, and kept apart from real instances. Refuse it
        once the app is live.
      </p>
      <Problem error={change.error} />
    </div>
  );
}

function Archive({ app }: { app: App }) {
  const formats = useFormats();
  const { filter } = useFilter();
  const [asking, setAsking] = useState(false);
  const { data: active } = useQuery(appInstancesQuery(app, filter.test));
  const change = useAppChange(app.id);
  const archived = app.archivedAt !== null;
  return (
    <div className="mt-4 border-hair border-t pt-3.5">
      <Button
        disabled={change.isPending}
        onClick={() => (archived ? change.mutate({ act: "restore" }) : setAsking(true))}
      >
        {archived ? "Restore the app" : <span className="text-crit">Archive the app</span>}
      </Button>
      <div className="mt-2 grid gap-2">
        <Problem error={change.error} />
        {change.isSuccess && !archived && <Done>{app.name} is attested again.</Done>}
      </div>
      <ConfirmDialog
        open={asking}
        onOpenChange={setAsking}
        title={`Archive ${app.name}?`}
        impact={
          <>
            <b>
              {active?.day.instances == null
                ? "Every instance"
                : `${formats.estimate(active.day.instances, active.day.approximate)} instances of the last 24 h`}{" "}
              lose access at the next attestation,
            </b>{" "}
            most within 5 min. The app’s history stays, and it can be restored.
          </>
        }
        name={app.appId}
        act="Archive the app"
        keep="Keep it"
        pending={change.isPending}
        onConfirm={() => change.mutate({ act: "archive" }, { onSettled: () => setAsking(false) })}
      />
    </div>
  );
}
