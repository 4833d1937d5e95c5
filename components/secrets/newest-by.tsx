import type { Secret } from "@/lib/contract/admin/secrets";
import { Time } from "../ui/time";

/** Who made the newest version, and when. */
export function NewestBy({ secret }: { secret: Secret }) {
  const [newest] = secret.versions;
  if (newest === undefined) return null;
  return (
    <>
      Version {newest.version} was made by {newest.createdBy} at <Time at={newest.createdAt} />.
    </>
  );
}
