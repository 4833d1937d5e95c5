"use client";
import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import type { SetupState } from "@/lib/contract/admin/setup";
import { useMay } from "../account/me";
import { NeedsRole } from "../account/needs-role";
import { PackageUpload } from "../apps/package-upload";
import { fleetQuery, useFleetChange } from "../queries/fleet";
import { setupStateQuery } from "../queries/setup-state";
import { Button, linkClass, textLinkClass } from "../ui/button";
import { Link } from "../ui/link";
import { Failure, Loading } from "../ui/states";
import { FirstAttestation } from "./first-attestation";
import { FleetProgress, FleetStarter } from "./fleet-starter";
import { Listening } from "./listening";
import { SdkSnippet } from "./sdk-snippet";
import { Step, type StepStage } from "./step";
import { currentStep, progressWords, type StepId } from "./steps";
import { Troubles } from "./troubles";

/** The first-run checklist: six steps, each found done by itself; the first attestation opens when it arrives. */
export function Checklist() {
  const { data: state, error, refetch } = useQuery(setupStateQuery);
  if (!state) {
    return error ? (
      <Failure height={320} error={error} onRetry={() => void refetch()} />
    ) : (
      <Loading height={480} what="Looking at what is there" />
    );
  }
  return (
    <>
      <p className="mt-7 mb-1.5 max-w-[64ch] text-title leading-7 max-phone:text-[17px] max-phone:leading-6">
        {progressWords(state)}
      </p>
      <p className="mb-6 text-ink2">Everything here can be done later under Apps and Policies.</p>
      <div className="grid-page mt-0!">
        <ol className="wide:col-span-8" aria-label="Steps">
          <Steps state={state} />
        </ol>
        <Troubles url={state.dataPlane.url} />
      </div>
    </>
  );
}

function Steps({ state }: { state: SetupState }) {
  const now = currentStep(state);
  // What was found in a package stays on the page, though its step is done.
  const [uploaded, setUploaded] = useState(false);
  const stage = (id: StepId): StepStage => (state[id].done ? "done" : id === now ? "now" : "next");
  const { admin, dataPlane, app, attestation, apiDomain, policy } = state;
  return (
    <>
      <Step stage={stage("admin")} title="First admin" note={admin.email} at={admin.at} />
      <Step stage={stage("dataPlane")} title="Data plane answers" note={<DataPlaneNote {...dataPlane} />} />
      <Step stage={stage("app")} title="Register an app" note={<AppNote {...app} />} at={app.at}>
        {(now === "app" || uploaded) && <RegisterApp onStart={() => setUploaded(true)} />}
      </Step>
      <Step
        stage={stage("attestation")}
        title="Receive a first attestation"
        at={attestation.event?.at ?? null}
        note={
          attestation.done
            ? undefined
            : now === "attestation"
              ? undefined
              : "from simulated phones or from your own app"
        }
      >
        {now === "attestation" && app.id !== null && <Ways appId={app.id} url={dataPlane.url} />}
        {attestation.event && <FirstAttestation event={attestation.event} />}
        {attestation.done && <RunningFleet />}
      </Step>
      <Step
        stage={stage("apiDomain")}
        title="Protect one API"
        note={apiDomain.domain ?? "name a domain; choose who checks the token"}
        at={apiDomain.at}
      >
        {now === "apiDomain" && (
          <Go href={`/api-domains/new${app.id === null ? "" : `?app=${app.id}`}`}>Protect an API</Go>
        )}
      </Step>
      <Step
        stage={stage("policy")}
        title="Tighten the policy"
        note={
          policy.done
            ? `${policy.app}, version ${policy.version}`
            : "the starting policy rejects attacks on the app and only notes facts about the phone"
        }
        at={policy.at}
      >
        {now === "policy" && <Go href={app.id === null ? "/policies" : `/policies/${app.id}`}>Open the policy</Go>}
      </Step>
    </>
  );
}

function Go({ href, children }: { href: string; children: ReactNode }) {
  return (
    <div className="mt-3">
      <Button kind="primary" asChild>
        <Link href={href}>{children}</Link>
      </Button>
    </div>
  );
}

function DataPlaneNote({ done, url, latencyMilliseconds }: SetupState["dataPlane"]) {
  if (done) return `${url}, in ${latencyMilliseconds} ms`;
  return `${url} does not answer from here. Is it running, and is DATAPLANE_URL right?`;
}

function AppNote({ done, id, name, platform }: SetupState["app"]) {
  if (!done) return "upload a release package, or name its signing certificate by hand";
  return (
    <Link href={`/apps/${id}`} className={linkClass}>
      {name}
      {platform === "ios" ? ", iOS" : ", Android"}
    </Link>
  );
}

function RegisterApp({ onStart }: { onStart: () => void }) {
  if (!useMay("apps:write")) {
    return (
      <div className="mt-3">
        <NeedsRole permission="apps:write" to="register an app" />
      </div>
    );
  }
  return (
    <div className="mt-3">
      <PackageUpload primary onStart={onStart} />
      <p className="mt-3 text-ink2">
        No package at hand?{" "}
        <Link href="/apps/new" className={textLinkClass}>
          Register by hand
        </Link>{" "}
        with the signing certificate’s SHA-256.
      </p>
    </div>
  );
}

function Ways({ appId, url }: { appId: number; url: string }) {
  return (
    <>
      <div className="mt-4 grid gap-x-8 gap-y-5 wide:grid-cols-2">
        <div className="min-w-0">
          <h3 className="mb-1.5 font-semibold">With simulated phones</h3>
          <FleetStarter />
        </div>
        <div className="min-w-0">
          <h3 className="mb-1.5 font-semibold">With your own app</h3>
          <SdkSnippet appId={appId} url={url} />
        </div>
      </div>
      <Listening />
    </>
  );
}

/** Once the first one is there the phones go on; this says so and can stop them. */
function RunningFleet() {
  const may = useMay("test-traffic:write");
  const { data: fleet } = useQuery(fleetQuery);
  const change = useFleetChange();
  if (!fleet) return null;
  return (
    <div className="mt-3">
      <FleetProgress fleet={fleet} mayStop={may} onStop={() => change.mutate("stop")} />
    </div>
  );
}
