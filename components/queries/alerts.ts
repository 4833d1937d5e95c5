import {
  infiniteQueryOptions,
  keepPreviousData,
  queryOptions,
  useMutation,
  useQueryClient,
} from "@tanstack/react-query";
import type {
  AlertChannel,
  AlertChannelWithSecret,
  AlertDelivery,
  CreateAlertChannel,
} from "@/lib/contract/admin/alert-channels";
import type { AlertIncident, AlertIncidents, AlertPreview, AlertRule } from "@/lib/contract/admin/alerts";
import { getJson, sendJson } from "./fetcher";

/** Rules are judged once a minute; a delivery can be settled within a second. */
const RULES_EVERY_MS = 15_000;
const DELIVERIES_EVERY_MS = 2_000;

/** Every rule with how it stands. */
export const alertRulesQuery = queryOptions({
  queryKey: ["alerts", "rules"],
  queryFn: async ({ signal }) => (await getJson<{ rules: AlertRule[] }>("/api/alert-rules", signal)).rules,
  refetchInterval: RULES_EVERY_MS,
  staleTime: 5_000,
});

export function alertRuleQuery(id: number) {
  return queryOptions({
    queryKey: ["alerts", "rule", id],
    queryFn: ({ signal }) => getJson<AlertRule>(`/api/alert-rules/${id}`, signal),
    refetchInterval: RULES_EVERY_MS,
  });
}

/** Incidents that are open now. */
export const openIncidentsQuery = queryOptions({
  queryKey: ["alerts", "incidents", "open"],
  queryFn: async ({ signal }) =>
    (await getJson<AlertIncidents>("/api/alert-incidents?state=open&limit=100", signal)).incidents,
  refetchInterval: RULES_EVERY_MS,
  staleTime: 5_000,
});

/** Incidents newest first, a page at a time; of one rule, or of all. */
export function incidentsQuery(rule: number | null, state: "closed" | null = null) {
  return infiniteQueryOptions({
    queryKey: ["alerts", "incidents", "list", rule, state],
    queryFn: ({ pageParam, signal }) => {
      const query = new URLSearchParams({ limit: "20" });
      if (rule !== null) query.set("rule", String(rule));
      if (state !== null) query.set("state", state);
      if (pageParam !== null) query.set("before", String(pageParam));
      return getJson<AlertIncidents>(`/api/alert-incidents?${query}`, signal);
    },
    initialPageParam: null as number | null,
    getNextPageParam: (page) => page.nextCursor,
    refetchInterval: RULES_EVERY_MS,
  });
}

export const alertChannelsQuery = queryOptions({
  queryKey: ["alerts", "channels"],
  queryFn: async ({ signal }) => (await getJson<{ channels: AlertChannel[] }>("/api/alert-channels", signal)).channels,
  refetchInterval: RULES_EVERY_MS,
});

/** The newest messages of a channel; read again quickly, for somebody watches. */
export function deliveriesQuery(channel: number) {
  return queryOptions({
    queryKey: ["alerts", "deliveries", channel],
    queryFn: async ({ signal }) =>
      (await getJson<{ deliveries: AlertDelivery[] }>(`/api/alert-channels/${channel}/deliveries`, signal)).deliveries,
    refetchInterval: DELIVERIES_EVERY_MS,
    staleTime: 0,
  });
}

/** What a form has of a definition; the server's parser judges it. */
export type DraftDefinition = Readonly<Record<string, unknown>>;

/** How a rule would have gone over the last days. */
export function previewQuery(definition: DraftDefinition, days: 1 | 3 | 7) {
  return queryOptions({
    queryKey: ["alerts", "preview", days, JSON.stringify(definition)],
    queryFn: () => sendJson<AlertPreview>("POST", "/api/alert-rules/preview", { definition, days }),
    placeholderData: keepPreviousData,
    staleTime: 60_000,
    retry: false,
  });
}

export interface RuleBody {
  readonly name: string;
  readonly severity: string;
  readonly definition: DraftDefinition;
  readonly channels: readonly number[];
}

/** A change to alerts; everything about them is read again after it. */
function useAlertChange<Input, Output>(change: (input: Input) => Promise<Output>) {
  const client = useQueryClient();
  return useMutation({ mutationFn: change, onSuccess: () => client.invalidateQueries({ queryKey: ["alerts"] }) });
}

export function useCreateRule() {
  return useAlertChange((rule: RuleBody) => sendJson<AlertRule>("POST", "/api/alert-rules", rule));
}

export function useUpdateRule(id: number) {
  return useAlertChange((change: Partial<RuleBody> & { enabled?: boolean }) =>
    sendJson<AlertRule>("PATCH", `/api/alert-rules/${id}`, change),
  );
}

export function useDeleteRule(id: number) {
  return useAlertChange(() => sendJson<{ done: boolean }>("DELETE", `/api/alert-rules/${id}`));
}

/** Mutes a rule until a time; null ends it. */
export function useMuteRule(id: number) {
  return useAlertChange((until: string | null) =>
    sendJson<AlertRule>("POST", `/api/alert-rules/${id}/mute`, { until }),
  );
}

export function useAcknowledge() {
  return useAlertChange((incident: number) =>
    sendJson<AlertIncident>("POST", `/api/alert-incidents/${incident}/acknowledge`, {}),
  );
}

/** Adds a channel; the answer holds the signing secret of a webhook, this once. */
export function useCreateChannel() {
  return useAlertChange((channel: CreateAlertChannel) =>
    sendJson<AlertChannelWithSecret>("POST", "/api/alert-channels", channel),
  );
}

export function useUpdateChannel() {
  return useAlertChange(({ id, ...change }: { id: number; enabled?: boolean; name?: string }) =>
    sendJson<AlertChannel>("PATCH", `/api/alert-channels/${id}`, change),
  );
}

export function useDeleteChannel() {
  return useAlertChange((id: number) => sendJson<{ done: boolean }>("DELETE", `/api/alert-channels/${id}`));
}

export function useTestChannel() {
  return useAlertChange((id: number) => sendJson<AlertDelivery>("POST", `/api/alert-channels/${id}/test`));
}
