"use client";
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import type { ChangeRollout, EndRollout, Rollout, RolloutAnswer, StartRollout } from "@/lib/contract/admin/rollouts";
import { getJson, sendJson } from "./fetcher";

const REFRESH_MS = 3000;

/** The rollout of an app that is open, counting on; and the one before. */
export function rolloutQuery(appId: number, test: boolean) {
  return queryOptions({
    queryKey: ["apps", appId, "rollout", test],
    queryFn: ({ signal }) => getJson<RolloutAnswer>(`/api/apps/${appId}/rollout${test ? "?test=1" : ""}`, signal),
    refetchInterval: REFRESH_MS,
  });
}

type RolloutChange =
  | { readonly act: "start"; readonly body: StartRollout }
  | { readonly act: "change"; readonly body: ChangeRollout }
  | { readonly act: "end"; readonly body: EndRollout };

/** Starts, changes or ends an app's rollout. */
export function useRollout(appId: number) {
  const client = useQueryClient();
  const path = `/api/apps/${appId}/rollout`;
  return useMutation({
    mutationFn: ({ act, body }: RolloutChange) => {
      if (act === "start") return sendJson<Rollout>("POST", path, body);
      return act === "change" ? sendJson<Rollout>("PATCH", path, body) : sendJson<Rollout>("POST", `${path}/end`, body);
    },
    onSettled: () => client.invalidateQueries({ queryKey: ["apps", appId] }),
  });
}
