import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import type { App } from "@/lib/contract/admin/apps";
import type { ActiveInstances, Versions } from "@/lib/contract/metrics";
import type { AdoptionRange, VersionAdoption } from "@/lib/contract/version-adoption";
import { getJson } from "./fetcher";

function parametersOf({ appId, platform }: Pick<App, "appId" | "platform">, test: boolean): URLSearchParams {
  return new URLSearchParams({ app: appId, platform, ...(test ? { test: "1" } : {}) });
}

/** Distinct instances of one app, in the last hour, day and month. */
export function appInstancesQuery(app: App, test: boolean) {
  const query = parametersOf(app, test);
  return queryOptions({
    queryKey: ["app-instances", app.id, test],
    queryFn: ({ signal }) => getJson<ActiveInstances>(`/api/metrics/active-instances?${query}`, signal),
    refetchInterval: 60_000,
  });
}

/** The versions of one app that were active in the last day. */
export function appVersionsQuery(app: App, test: boolean) {
  const query = parametersOf(app, test);
  query.set("range", "24h");
  return queryOptions({
    queryKey: ["app-versions", app.id, test],
    queryFn: ({ signal }) => getJson<Versions>(`/api/metrics/versions?${query}`, signal),
    refetchInterval: 60_000,
  });
}

/** How the versions of one app took over from each other, day by day. */
export function appAdoptionQuery(app: App, test: boolean, range: AdoptionRange) {
  const query = parametersOf(app, test);
  query.set("range", range);
  return queryOptions({
    queryKey: ["app-adoption", app.id, test, range],
    queryFn: ({ signal }) => getJson<VersionAdoption>(`/api/metrics/version-adoption?${query}`, signal),
    placeholderData: keepPreviousData,
    refetchInterval: 60_000,
  });
}

/** Distinct instances of one app whose evidence is Play Integrity, in the last hour, day and month; test traffic too. */
export function playInstancesQuery(app: App) {
  const query = parametersOf(app, true);
  query.set("format", "play-integrity");
  return queryOptions({
    queryKey: ["app-play-instances", app.id],
    queryFn: ({ signal }) => getJson<ActiveInstances>(`/api/metrics/active-instances?${query}`, signal),
  });
}
