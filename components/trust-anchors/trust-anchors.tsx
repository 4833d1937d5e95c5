"use client";
import { useQuery } from "@tanstack/react-query";
import { trustAnchorsQuery } from "../queries/trust-anchors";
import { Section } from "../ui/section";
import { Failure, Loading } from "../ui/states";
import { AnchorTable } from "./anchor-table";
import { RevocationLists } from "./revocation-lists";
import { TestRoots } from "./test-roots";

/** By what platform evidence is judged: the vendors' roots, the revocation list, and the deployment's test roots. */
export function TrustAnchors() {
  const { data, error, refetch } = useQuery(trustAnchorsQuery);
  if (!data) {
    return error ? (
      <Failure height={320} error={error} onRetry={() => void refetch()} />
    ) : (
      <Loading height={320} what="Reading the trust anchors" />
    );
  }
  const count = data.anchors.length;
  return (
    <div className="grid-page">
      <Section title="Pinned roots" unit={`${count} public keys, part of this release`} className="wide:col-span-8">
        <AnchorTable anchors={data.anchors} />
      </Section>
      <div className="wide:col-span-4 [&>*+*]:mt-7">
        <RevocationLists lists={data.revocationLists} />
        <TestRoots apps={data.testRootApps} />
        <Section title="Play Integrity">
          <p className="text-ink2">
            {data.remoteDecoder
              ? "Google decodes the tokens of apps without keys of their own, by the service account that is set."
              : "Tokens open with each app’s own keys. Without keys, and without a service account, they are refused."}
          </p>
        </Section>
      </div>
    </div>
  );
}
