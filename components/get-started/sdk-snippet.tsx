"use client";
import { useQuery } from "@tanstack/react-query";
import { appQuery } from "../queries/apps";
import { buildsQuery } from "../queries/builds";
import { CopyButton } from "../ui/copy-button";
import { Code } from "../ui/note";

/** The SDK set up for a registered app, ready to paste. */
export function SdkSnippet({ appId, url }: { appId: number; url: string }) {
  const { data: app } = useQuery(appQuery(appId));
  const { data: builds } = useQuery(buildsQuery(appId));
  const build = builds?.find(({ revokedAt }) => revokedAt === null);
  const snippet = [
    'import { createAttestry } from "@attestry/sdk";',
    "",
    "const attestry = createAttestry({",
    `  url: ${JSON.stringify(url)},`,
    `  app: ${JSON.stringify(app?.appId ?? "com.example.app")},`,
    `  platform: ${JSON.stringify(app?.platform ?? "android")},`,
    `  appVersion: ${JSON.stringify(build?.versionName ?? "1.0.0")},`,
    `  versionCode: ${build?.versionCode ?? 1},`,
    `  signerDigests: ${JSON.stringify(build?.signerDigests ?? [])},`,
    "  device: { model, osVersion },",
    "});",
    "await attestry.initialize();",
    "await attestry.precheck();",
  ].join("\n");
  return (
    <>
      <p className="mb-2 text-ink2">Add the SDK, start the app once on a phone.</p>
      <Code label="SDK snippet">{snippet}</Code>
      <div className="mt-2.5">
        <CopyButton text={snippet} />
      </div>
    </>
  );
}
