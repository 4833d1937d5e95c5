import { rejectedOnly } from "@/components/filter/change";
import { activeInstancesQuery } from "@/components/queries/active-instances";
import { alertRulesQuery } from "@/components/queries/alerts";
import { eventsQuery, JUST_REJECTED } from "@/components/queries/events";
import { expiringQuery } from "@/components/queries/expiring";
import { reasonsQuery } from "@/components/queries/reasons";
import { secretAttentionQuery, vaultQuery } from "@/components/queries/secrets";
import { versionsQuery } from "@/components/queries/versions";
import { selectRules } from "@/lib/admin/alert-rules/public-rule";
import { selectSecrets } from "@/lib/admin/secrets/public-secret";
import { selectVault } from "@/lib/admin/vault/get";
import { activeInstances } from "@/lib/metrics/active-instances";
import { eventList } from "@/lib/metrics/event-list";
import { expiring } from "@/lib/metrics/expiring";
import { reasons } from "@/lib/metrics/reasons";
import { secretAttention } from "@/lib/metrics/secret-attention";
import { versions } from "@/lib/metrics/versions";
import type { Prefetch } from "./prefetched";

/** Everything else the overview shows, so that it comes in one piece: nothing is asked again and nothing moves. */
export const prefetchOverview: Prefetch = (client, db, filter, now) => {
  const rejected = rejectedOnly(filter);
  const retry = false;
  return Promise.all([
    client.prefetchQuery({ ...reasonsQuery(filter), queryFn: () => reasons(db, filter, now), retry }),
    client.prefetchQuery({ ...activeInstancesQuery(filter), queryFn: () => activeInstances(db, filter, now), retry }),
    client.prefetchQuery({ ...versionsQuery(filter), queryFn: () => versions(db, filter, now), retry }),
    client.prefetchInfiniteQuery({
      ...eventsQuery(rejected, { limit: JUST_REJECTED }),
      queryFn: () => eventList(db, rejected, now, { limit: JUST_REJECTED }),
      retry,
    }),
    client.prefetchQuery({ ...alertRulesQuery, queryFn: () => selectRules(db), retry }),
    client.prefetchQuery({ ...vaultQuery, queryFn: () => selectVault(db, now), retry }),
    client.prefetchQuery({ ...expiringQuery, queryFn: () => expiring(db, now), retry }),
    client.prefetchQuery({
      ...secretAttentionQuery,
      queryFn: async () => secretAttention(db, await selectSecrets(db, now), now),
      retry,
    }),
  ]);
};
