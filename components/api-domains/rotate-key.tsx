"use client";
import { type FormEvent, useState } from "react";
import type { ApiDomain, ApiDomainWithSecret } from "@/lib/contract/admin/api-domains";
import type { TokenAlgorithm } from "@/lib/contract/tokens";
import { useMay } from "../account/me";
import { Done } from "../forms/done";
import { Problem } from "../forms/problem";
import { useRotateKey } from "../queries/api-domains";
import { Button } from "../ui/button";
import { Dialog, DialogActions } from "../ui/dialog";
import { Checkbox } from "../ui/field";
import { Section } from "../ui/section";
import { Segmented } from "../ui/segmented";
import { Time } from "../ui/time";
import { ALGORITHM_OPTIONS, ALGORITHM_WORDS } from "./algorithms";
import { SecretExportView } from "./secret-export";

const SIGNS_AFTER = [
  { value: "0", label: "now" },
  { value: "3600", label: "1 h" },
  { value: "86400", label: "1 d" },
  { value: "604800", label: "7 d" },
];
const OVERLAPS = [
  { value: "0", label: "none" },
  { value: "900", label: "15 min" },
  { value: "3600", label: "1 h" },
  { value: "86400", label: "1 d" },
  { value: "604800", label: "7 d" },
];

/** Makes the next signing key: the backend gets it first, then it signs, then the old one goes. */
export function RotateKey({ domain }: { domain: ApiDomain }) {
  const may = useMay("api-domains:write");
  const rotate = useRotateKey(domain.id);
  const [algorithm, setAlgorithm] = useState<TokenAlgorithm>(domain.tokenSettings.algorithm);
  const [signsAfter, setSignsAfter] = useState("3600");
  const [overlap, setOverlap] = useState("3600");
  const [asciiSecret, setAsciiSecret] = useState(false);
  if (!may) return null;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    rotate.mutate({
      algorithm,
      signsAfterSeconds: Number(signsAfter),
      overlapSeconds: Number(overlap),
      asciiSecret: asciiSecret && algorithm === "HS256",
    });
  };
  return (
    <Section title="Rotate">
      <form onSubmit={submit}>
        <Choice label="Algorithm" help={ALGORITHM_WORDS[algorithm]}>
          <Segmented label="Algorithm" value={algorithm} options={ALGORITHM_OPTIONS} onChange={setAlgorithm} />
        </Choice>
        <Choice label="Signs after" help="Time to bring the new key to the backends.">
          <Segmented label="Signs after" value={signsAfter} options={SIGNS_AFTER} onChange={setSignsAfter} />
        </Choice>
        <Choice label="Overlap" help="How long tokens of the old key are still accepted after that.">
          <Segmented label="Overlap" value={overlap} options={OVERLAPS} onChange={setOverlap} />
        </Choice>
        {algorithm === "HS256" && (
          <Checkbox
            label="The backend reads the secret as text"
            checked={asciiSecret}
            onChange={(event) => setAsciiSecret(event.target.checked)}
          />
        )}
        <Problem error={rotate.error} />
        <Button type="submit" className="mt-3" disabled={rotate.isPending}>
          Make the next key
        </Button>
      </form>
      {rotate.data && <Rotated rotated={rotate.data} onStored={rotate.reset} />}
    </Section>
  );
}

function Choice({ label, help, children }: { label: string; help: string; children: React.ReactNode }) {
  return (
    <div className="mb-4">
      <span className="mb-1 block font-medium">{label}</span>
      {children}
      <p className="mt-1 text-ink3">{help}</p>
    </div>
  );
}

/** What the rotation has come to; the secret stays until it is said to be stored. */
function Rotated({ rotated, onStored }: { rotated: ApiDomainWithSecret; onStored: () => void }) {
  const { apiDomain, secret } = rotated;
  const outgoing = apiDomain.keys.find(({ state, supersededAt }) => state === "current" && supersededAt !== null);
  const words = (
    <>
      {outgoing?.supersededAt ? (
        <>
          The new key signs from <Time at={outgoing.supersededAt} />.
        </>
      ) : (
        "The new key signs from now on."
      )}
    </>
  );
  if (secret === null) return <Done className="mt-3">{words}</Done>;
  return (
    <Dialog open onOpenChange={() => undefined} title={`New secret of ${apiDomain.domain}`}>
      <Done className="my-3">{words}</Done>
      <SecretExportView domain={apiDomain.domain} secret={secret} />
      <DialogActions>
        <Button kind="primary" onClick={onStored}>
          It is stored
        </Button>
      </DialogActions>
    </Dialog>
  );
}
