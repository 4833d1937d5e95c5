"use client";
import { useQuery } from "@tanstack/react-query";
import { useRef, useState } from "react";
import type { ImportPlan, SecretScope } from "@/lib/contract/admin/secrets";
import { type SealedLine, sealLine } from "@/lib/contract/secret-sealing";
import { type NamedValue, parseSecretsFile } from "@/lib/contract/secrets-file";
import { useMay } from "../account/me";
import { NeedsRole } from "../account/needs-role";
import { Done } from "../forms/done";
import { fieldsOf, Problem } from "../forms/problem";
import { secretsQuery, useImportSecrets } from "../queries/secrets";
import { SeverityGlyph } from "../signals/glyphs";
import { Button } from "../ui/button";
import { Field, TextArea } from "../ui/field";
import { Lead } from "../ui/page";
import { Section } from "../ui/section";
import { Table } from "../ui/table";
import { OverlapField } from "./activation-fields";
import { DomainsField, listError, ScopeFields } from "./scope-fields";
import { newUid, useSealer } from "./use-sealer";
import { domainsOf, type Overlap } from "./words";

/** Many secrets at once from a .env or JSON file: first what would happen, then all or nothing. */
export function ImportSecrets() {
  const may = useMay("secrets:write");
  if (!may) {
    return (
      <div className="mt-6">
        <NeedsRole permission="secrets:write" to="import secrets" />
      </div>
    );
  }
  return <ImportForm />;
}

function ImportForm() {
  const { data: known = [] } = useQuery(secretsQuery);
  const { seal, vault } = useSealer();
  const plan = useImportSecrets();
  const apply = useImportSecrets();
  const [text, setText] = useState("");
  const [domains, setDomains] = useState("");
  const [scopes, setScopes] = useState<SecretScope[]>([]);
  const [overlap, setOverlap] = useState<Overlap>("86400");
  const [lines, setLines] = useState<readonly SealedLine[]>([]);
  const edits = useRef(0);
  const [progress, setProgress] = useState<string | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const request = (secrets: readonly SealedLine[], dryRun: boolean) => ({
    dryRun,
    domains: domainsOf(domains),
    scopes,
    note: "",
    overlapSeconds: Number(overlap),
    secrets: secrets.map(({ sealed, ...line }) => ({
      ...line,
      ...(dryRun || sealed === undefined ? {} : { sealed }),
    })),
  });

  // A plan is of what was asked when it was made: whoever changes that asks again.
  const asked =
    <T,>(set: (next: T) => void) =>
    (next: T) => {
      edits.current += 1;
      plan.reset();
      apply.reset();
      set(next);
    };

  async function sealLines(values: readonly NamedValue[]): Promise<SealedLine[]> {
    const sealed: SealedLine[] = [];
    for (const [index, { name, value }] of values.entries()) {
      setProgress(`Sealing ${index + 1} of ${values.length}`);
      const existing = known.find((secret) => secret.name === name && sharesApp(secret.scopes, scopes));
      const uid = existing?.uid ?? newUid();
      sealed.push(await sealLine(seal, { name, uid, value }));
    }
    return sealed;
  }

  async function look() {
    const before = edits.current;
    setProblem(null);
    apply.reset();
    try {
      const sealed = await sealLines(parseSecretsFile(text));
      if (edits.current !== before) return;
      setLines(sealed);
      plan.mutate(request(sealed, true));
    } catch (error) {
      setProblem(error instanceof Error ? error.message : String(error));
    } finally {
      setProgress(null);
    }
  }

  const refused = plan.data?.secrets.some(({ action }) => action === "refuse") ?? false;
  const changes = plan.data?.secrets.filter(({ action }) => action === "create" || action === "rotate").length ?? 0;
  const complete = text.trim() !== "" && scopes.length > 0 && domains.trim() !== "" && vault !== null;
  const fields = fieldsOf(plan.error);
  return (
    <>
      <Lead>
        <b>New names are created, known ones rotated, equal values left alone.</b> Values are sealed in this browser;
        nothing changes before you have seen what would.
      </Lead>
      <div className="grid-page">
        <Section title="File" className="wide:col-span-6!">
          <Field
            id="import-text"
            label="NAME=value lines, or a JSON object of texts"
            note={
              <label className="cursor-pointer text-accent underline-offset-3 hover:underline">
                Choose a file
                <input
                  type="file"
                  className="sr-only"
                  accept=".env,.json,.txt"
                  onChange={(event) => void event.target.files?.[0]?.text().then(asked(setText))}
                />
              </label>
            }
            {...(problem === null ? {} : { error: problem })}
          >
            {(control) => (
              <TextArea
                {...control}
                mono
                rows={10}
                spellCheck={false}
                autoComplete="off"
                className="[-webkit-text-security:disc] focus:[-webkit-text-security:none]"
                value={text}
                onChange={(event) => asked(setText)(event.target.value)}
              />
            )}
          </Field>
          <ScopeFields scopes={scopes} onChange={asked(setScopes)} error={listError(fields, "scopes")} />
          <DomainsField value={domains} onChange={asked(setDomains)} error={listError(fields, "domains")} />
          <OverlapField value={overlap} onChange={asked(setOverlap)} help="For values that replace another." />
          <Problem error={plan.error} fields={Object.keys(fields).filter((field) => /^(scopes|domains)/.test(field))} />
          <Button onClick={() => void look()} disabled={!complete || progress !== null || plan.isPending}>
            {progress ?? "Show what would change"}
          </Button>
        </Section>
        <Section
          title="Plan"
          unit={plan.data ? `${changes} of ${plan.data.secrets.length} change something` : "none yet"}
          className="wide:col-span-6!"
        >
          {plan.data && <Plan plan={plan.data} />}
          <Problem error={apply.error} />
          {plan.data && !apply.data && (
            <Button
              kind="primary"
              className="mt-4"
              disabled={refused || changes === 0 || apply.isPending}
              onClick={() => apply.mutate(request(lines, false), { onSuccess: () => setText("") })}
            >
              Import {changes} {changes === 1 ? "secret" : "secrets"}
            </Button>
          )}
          {apply.data && (
            <Done className="mt-4">
              <b>{changes} imported.</b> Running apps pick them up within 5 min.
            </Done>
          )}
        </Section>
      </div>
    </>
  );
}

function sharesApp(own: readonly SecretScope[], chosen: readonly SecretScope[]): boolean {
  return own.some(({ appId }) => chosen.some((scope) => scope.appId === appId));
}

function Plan({ plan }: { plan: ImportPlan }) {
  return (
    <Table label="Plan">
      <thead>
        <tr>
          <th scope="col">Name</th>
          <th scope="col">What happens</th>
          <th scope="col" className="num">
            Version
          </th>
        </tr>
      </thead>
      <tbody>
        {plan.secrets.map(({ name, action, version, problem }) => (
          <tr key={name} data-failed={action === "refuse" || undefined}>
            <td className="font-mono text-note!">{name}</td>
            <td className={action === "unchanged" ? "text-ink3!" : undefined}>
              {problem === null ? (
                action
              ) : (
                <span className="flex gap-1.5 text-crit">
                  <SeverityGlyph severity="critical" className="mt-[3px] size-3.5" />
                  {problem}
                </span>
              )}
            </td>
            <td className="num">{version ?? "–"}</td>
          </tr>
        ))}
      </tbody>
    </Table>
  );
}
