"use client";
import type { RegisteredPackage } from "@/lib/contract/admin/apps";
import { Done } from "../forms/done";
import { Button } from "../ui/button";
import { Digest } from "../ui/digest";
import { Link } from "../ui/link";
import { AppNameForm } from "./app-name-form";
import { platformTitle } from "./titles";

/** What was found in a registered package, and what it will be used for. */
export function RegisteredPackageReport({
  file,
  registered: { app, build, created, uses },
  onAnother,
}: {
  file: File;
  registered: RegisteredPackage;
  onAnother: () => void;
}) {
  const facts = [
    { term: "Package", value: <span className="break-all font-mono text-note">{app.appId}</span> },
    { term: "Version", value: `${build.versionName} (${build.versionCode})` },
    {
      term: "Platform",
      value: `${platformTitle(app.platform)}${build.minSdk === null ? "" : `, API ${build.minSdk} and up`}`,
    },
    ...(build.teamId === null
      ? [
          {
            term: build.source === "aab" ? "Play signs with" : build.signerDigests.length === 1 ? "Signer" : "Signers",
            value: build.signerDigests.map((hex) => <Digest key={hex} hex={hex} className="flex" />),
          },
        ]
      : [{ term: "Team", value: <span className="font-mono text-note">{build.teamId}</span> }]),
  ];
  return (
    <div className="rounded-control border border-edge px-4 py-5">
      <Done className="break-all font-medium">
        {created.build ? `Registered from ${file.name}` : `${file.name} was registered before; nothing changed`}
      </Done>
      <dl className="mt-3 grid grid-cols-[auto_minmax(0,1fr)] gap-x-6 gap-y-1">
        {facts.map(({ term, value }) => (
          <div key={term} className="contents">
            <dt className="text-ink3">{term}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <h3 className="mt-3 font-medium">What it is used for</h3>
      <ul className="mt-0.5 grid gap-1 text-ink2">
        {uses.map((use) => (
          <li key={use}>{use}</li>
        ))}
      </ul>
      {created.app && <AppNameForm app={app} className="mt-4" />}
      <div className="mt-4 flex flex-wrap gap-2">
        <Button asChild>
          <Link href={`/apps/${app.id}`}>Open {app.appId}</Link>
        </Button>
        <Button onClick={onAnother}>Upload another</Button>
      </div>
    </div>
  );
}
