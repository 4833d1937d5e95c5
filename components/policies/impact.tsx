"use client";
import type { PolicyPreview } from "@/lib/contract/admin/policy-preview";
import { useFormats } from "../ui/format";
import { Note } from "../ui/note";

/** More than this share of the live instances newly rejected asks for the app's id. */
const UNCONFIRMED_SHARE_MAX = 0.01;

/** Whether so many live instances would newly be rejected that the app's id has to be typed. */
export function isLarge({ instances }: PolicyPreview): boolean {
  return instances.rejected > instances.active * UNCONFIRMED_SHARE_MAX;
}

/** The change in instances, for the chosen share and in the end. */
export function Impact({ live, percent }: { live: PolicyPreview | undefined; percent: number }) {
  const formats = useFormats();
  if (live === undefined) return null;
  const { active, rejected, admitted } = live.instances;
  const some = (n: number) => Math.round((n * percent) / 100);
  if (active === 0) return <Note>No live instance was seen in the last 24 h: nobody loses access now.</Note>;
  if (percent === 0)
    return (
      <Note>
        <b>Nobody loses access.</b> At 100 %: {formats.count(rejected)} of {formats.count(active)} instances seen in the
        last 24 h would lose it, {formats.count(admitted)} regain it.
      </Note>
    );
  return (
    <Note tone={rejected === 0 ? "plain" : "warning"}>
      <b>
        {formats.count(some(rejected))} {some(rejected) === 1 ? "instance loses" : "instances lose"} access within 5 min
      </b>
      , {formats.count(some(admitted))} regain it.
      {percent < 100 && ` At 100 %: ${formats.count(rejected)} lose it.`} That is {formats.share(rejected / active)} of{" "}
      {formats.count(active)} seen in the last 24 h.
    </Note>
  );
}
