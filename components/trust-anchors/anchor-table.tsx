"use client";
import type { TrustAnchorRow } from "@/lib/contract/admin/trust";
import { OutcomeGlyph } from "../signals/glyphs";
import { Digest } from "../ui/digest";
import { Footnote, Table } from "../ui/table";

const FORMATS: Readonly<Record<TrustAnchorRow["format"], string>> = {
  "key-attestation": "Android Key Attestation",
  "app-attest": "Apple App Attest",
};

/** Each pinned key: whose it is, what it decides, and its digest to compare by. */
export function AnchorTable({ anchors }: { anchors: readonly TrustAnchorRow[] }) {
  return (
    <>
      <Table label="Pinned roots">
        <thead>
          <tr>
            <th scope="col" className="w-[26px]">
              <span className="sr-only">Use</span>
            </th>
            <th scope="col">Root</th>
            <th scope="col" className="max-phone:hidden">
              Key
            </th>
            <th scope="col">SHA-256 of the key</th>
          </tr>
        </thead>
        <tbody>
          {anchors.map((anchor) => (
            <tr key={anchor.id} className="[&>td]:align-top!">
              <td className="pt-[7px]! pr-0!">
                <OutcomeGlyph outcome={anchor.use === "trust" ? "pass" : "fail"} />
              </td>
              <td>
                <span className="font-medium">{anchor.id}</span>
                <span className="block text-ink2">
                  {FORMATS[anchor.format]}: {anchor.use === "trust" ? "trusted" : "refused, its private key is public"}
                </span>
                <span className="block break-words text-ink3 text-note">{anchor.name}</span>
              </td>
              <td className="whitespace-nowrap max-phone:hidden">{anchor.key}</td>
              <td>
                <Digest hex={anchor.spkiSha256} />
              </td>
            </tr>
          ))}
        </tbody>
      </Table>
      <Footnote>
        Roots are pinned by public key: certificates around a key expire and are renewed, and phones carry old ones.
      </Footnote>
    </>
  );
}
