"use client";
import { useQuery } from "@tanstack/react-query";
import { vaultQuery } from "../queries/secrets";
import { Note } from "../ui/note";
import { Time } from "../ui/time";

/** Says so while the vault is shut: attestation goes on, deliveries lack what can't be opened. */
export function VaultNote() {
  const { data } = useQuery(vaultQuery);
  if (!data || data.state === "open") return null;
  if (data.state === "unknown") {
    return (
      <Note tone="warning" className="mt-4">
        <b>No data plane has reported in the last minute.</b> Nobody is given secrets until one runs.
      </Note>
    );
  }
  return (
    <Note tone="critical" className="mt-4">
      <b>
        The vault is shut since {data.since !== null && <Time at={data.since} />}. Attestations go on without the
        secrets that could not be opened.
      </b>{" "}
      {data.problem} Instances get them at their next attestation once the key provider answers.
    </Note>
  );
}
