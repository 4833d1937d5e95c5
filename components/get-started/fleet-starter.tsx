"use client";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { Fleet } from "@/lib/contract/admin/fleet";
import { useMay } from "../account/me";
import { NeedsRole } from "../account/needs-role";
import { Problem } from "../forms/problem";
import { fleetQuery, useFleetChange } from "../queries/fleet";
import { Button, LinkButton } from "../ui/button";
import { useFormats } from "../ui/format";
import { Code } from "../ui/note";
import { Segmented } from "../ui/segmented";

const SIZES = [
  { value: "20", label: "20" },
  { value: "100", label: "100" },
  { value: "300", label: "300" },
] as const;

const COMPROMISED_PERCENT = 15;
const MINUTES = 5;

/** Each phone attests about every ten seconds. */
function orderOf(instances: number) {
  const ratePerSecond = Math.ceil(instances / 10);
  return { instances, ratePerSecond, seconds: MINUTES * 60, compromisedPercent: COMPROMISED_PERCENT };
}

function commandOf(instances: number): string {
  const { ratePerSecond, seconds, compromisedPercent } = orderOf(instances);
  return `npm run fleet -- --instances ${instances} --rate ${ratePerSecond} --seconds ${seconds} --compromised ${compromisedPercent}`;
}

/** Simulated phones: the command to start them from a shell, and a button that does it here. */
export function FleetStarter() {
  const may = useMay("test-traffic:write");
  const [size, setSize] = useState<(typeof SIZES)[number]["value"]>("20");
  const { data: fleet } = useQuery(fleetQuery);
  const change = useFleetChange();
  const instances = Number(size);
  const running = fleet?.state === "running";
  return (
    <>
      <p className="mb-2 text-ink2">
        {instances} phones for {MINUTES} min, about {Math.round((instances * COMPROMISED_PERCENT) / 100)} of them
        compromised. Flagged as test traffic, kept apart for good.
      </p>
      <Code label="Command that starts simulated phones">{commandOf(instances)}</Code>
      {may && !running && (
        <div className="mt-2.5 flex flex-wrap items-center gap-2">
          <Button kind="primary" disabled={change.isPending} onClick={() => change.mutate(orderOf(instances))}>
            Start {instances} phones here
          </Button>
          <Segmented label="Phones" value={size} options={SIZES} onChange={setSize} className="h-8" />
        </div>
      )}
      <div className="mt-2.5 grid gap-2">
        <NeedsRole permission="test-traffic:write" to="start phones here" />
        {fleet && <FleetProgress fleet={fleet} mayStop={may} onStop={() => change.mutate("stop")} />}
        <Problem error={change.error} />
        {fleet?.state === "failed" && <Problem error={new Error(fleet.problem ?? "The phones could not start.")} />}
      </div>
    </>
  );
}

/** How far the phones that run, or ran last, have come. */
export function FleetProgress({ fleet, mayStop, onStop }: { fleet: Fleet; mayStop: boolean; onStop: () => void }) {
  const formats = useFormats();
  const { state, asked, progress } = fleet;
  if (state === "idle" || state === "failed" || asked === null) return null;
  const phones = `${formats.count(asked.instances)} phones`;
  const words = { running: `${phones} run here.`, finished: `${phones} are done.`, stopped: `${phones} were stopped.` };
  return (
    <p aria-live="off">
      <b>{words[state]}</b>{" "}
      <span className="text-ink2">
        {formats.count(progress.answered)} of {formats.count(progress.sent)} attestations answered
        {progress.errors > 0 && `, ${formats.count(progress.errors)} failed`}.
      </span>{" "}
      {state === "running" && mayStop && (
        <LinkButton inText onClick={onStop}>
          Stop them
        </LinkButton>
      )}
    </p>
  );
}
