"use client";
import { useRouter } from "next/navigation";
import { type FormEvent, useState } from "react";
import type { Platform } from "@/lib/contract/evidence";
import { useMay } from "../account/me";
import { NeedsRole } from "../account/needs-role";
import { fieldsOf, Problem } from "../forms/problem";
import { useCreateApp } from "../queries/apps";
import { useBuildChange } from "../queries/builds";
import { Button, textLinkClass } from "../ui/button";
import { Field, TextInput } from "../ui/field";
import { Link } from "../ui/link";
import { Lead } from "../ui/page";
import { Section } from "../ui/section";
import { Segmented } from "../ui/segmented";
import { BuildFields, buildOf, EMPTY_BUILD } from "./build-fields";
import { PLATFORM_OPTIONS } from "./titles";

const FIELDS = ["platform", "appId", "name"];
const BUILD_FIELDS = ["versionName", "versionCode", "signerDigests", "teamId"];

/** Registers an app without its package: its id, and the certificates that sign it. */
export function RegisterForm() {
  const may = useMay("apps:write");
  const router = useRouter();
  const createApp = useCreateApp();
  const addBuild = useBuildChange();
  const [app, setApp] = useState({ platform: "android" as Platform, appId: "", name: "" });
  const [build, setBuild] = useState(EMPTY_BUILD);
  const created = createApp.data;
  const busy = createApp.isPending || addBuild.isPending;

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    // The app may be there from a try whose build was refused: then only the build goes out again.
    const registered = created ?? (await createApp.mutateAsync({ ...app, name: app.name || app.appId }));
    await addBuild.mutateAsync({ act: "add", appId: registered.id, build: buildOf(build, registered.platform, null) });
    router.push(`/apps/${registered.id}`);
  };
  const appFields = fieldsOf(createApp.error);
  const buildFields = fieldsOf(addBuild.error);
  if (!may) {
    return (
      <div className="mt-6">
        <NeedsRole permission="apps:write" to="register an app" />
      </div>
    );
  }
  return (
    <>
      <Lead>
        <b>An app is its package name and the certificates or the team that sign it.</b> With the package itself, both
        are read and verified:{" "}
        <Link href="/apps" className={textLinkClass}>
          upload it
        </Link>{" "}
        where you can.
      </Lead>
      <form
        onSubmit={(event) => {
          // What went wrong is shown from the mutations' own errors.
          submit(event).catch(() => undefined);
        }}
        className="grid-page"
      >
        <Section title="App" className="wide:col-span-6">
          <div className="mb-5">
            <span className="mb-1 block font-medium" id="platform-label">
              Platform
            </span>
            <Segmented
              label="Platform"
              value={app.platform}
              options={PLATFORM_OPTIONS}
              disabled={created !== undefined}
              onChange={(platform) => setApp({ ...app, platform })}
              className="h-9"
            />
          </div>
          <Field
            id="app-id"
            label={app.platform === "ios" ? "Bundle id" : "Package name"}
            help="such as com.example.app"
            error={appFields.appId}
          >
            {(control) => (
              <TextInput
                {...control}
                mono
                autoComplete="off"
                spellCheck={false}
                disabled={created !== undefined}
                value={app.appId}
                onChange={(event) => setApp({ ...app, appId: event.target.value })}
              />
            )}
          </Field>
          <Field
            id="app-name"
            label="Name"
            note="optional"
            help="What lists and charts call it; the package name otherwise."
            error={appFields.name}
          >
            {(control) => (
              <TextInput
                {...control}
                autoComplete="off"
                disabled={created !== undefined}
                value={app.name}
                onChange={(event) => setApp({ ...app, name: event.target.value })}
              />
            )}
          </Field>
          <Problem error={createApp.error} fields={FIELDS} />
        </Section>
        <Section title="First build" className="wide:col-span-6">
          <BuildFields prefix="build" platform={app.platform} draft={build} fields={buildFields} onChange={setBuild} />
          <Problem error={addBuild.error} fields={BUILD_FIELDS} />
          <div className="mt-2 flex flex-wrap gap-2">
            <Button type="submit" kind="primary" disabled={busy}>
              Register {app.appId || "the app"}
            </Button>
            <Button asChild>
              <Link href="/apps">Back to the apps</Link>
            </Button>
          </div>
        </Section>
      </form>
    </>
  );
}
