import { and, asc, eq, isNull } from "drizzle-orm";
import { apps, revocationLists } from "../../../drizzle/schema";
import { APP_ATTEST_ANCHORS, KEY_ATTESTATION_ANCHORS } from "../../attestation/trust-anchors";
import { trustStateSchema } from "../../contract/admin/trust";
import { defineEndpoint } from "../endpoint";
import { publicAnchor, publicRevocationList } from "./public-trust";

export const getTrustAnchors = defineEndpoint({
  method: "GET",
  path: "/api/trust-anchors",
  summary: "By what platform evidence is judged: the vendors' pinned roots and the state of the revocation list",
  permission: "read",
  response: trustStateSchema,
  run: async ({ db, settings, now }) => {
    const lists = await db.select().from(revocationLists).orderBy(asc(revocationLists.host));
    const testRootApps = await db
      .select({ id: apps.id, name: apps.name })
      .from(apps)
      .where(and(eq(apps.acceptsTestTraffic, true), isNull(apps.archivedAt)))
      .orderBy(asc(apps.name));
    return {
      anchors: [
        ...KEY_ATTESTATION_ANCHORS.map((anchor) => publicAnchor("key-attestation", anchor)),
        ...APP_ATTEST_ANCHORS.map((anchor) => publicAnchor("app-attest", anchor)),
      ],
      revocationLists: lists.map((row) => publicRevocationList(row, now)),
      testRootApps,
      remoteDecoder: settings.playServiceAccount !== null,
    };
  },
});
