import { z } from "zod";
import type { Database } from "../../drizzle/client";
import type { Context, Endpoint } from "../../lib/admin/endpoint";
import type { Principal } from "../../lib/auth/principal";
import { config } from "../../lib/config";

/** Whom the sample's own changes name: nobody who could sign in. */
export const SAMPLE_AUTHOR: Principal = {
  kind: "user",
  id: 0,
  name: "sample history",
  role: "admin",
  scopes: null,
  sessionId: null,
};

interface Act {
  readonly params?: unknown;
  readonly body?: unknown;
  /** When it is said to have been done. */
  readonly at: Date;
  readonly by?: Principal;
}

/** Does through an endpoint of the admin API what people do in the console: checks, transaction and audit entry are its own. */
export async function act(db: Database, endpoint: Endpoint, { params = null, body, at, by }: Act): Promise<unknown> {
  const parsed = endpoint.body instanceof z.ZodType ? endpoint.body.parse(body) : undefined;
  return await endpoint.run({ ...contextOf(db, at, by), params, body: parsed });
}

/** The context of a change by the sample's author. */
export function contextOf(db: Database, at: Date, by: Principal = SAMPLE_AUTHOR): Context & { principal: Principal } {
  return {
    db,
    settings: config(),
    live: () => {
      throw new Error("no browser listens");
    },
    principal: by,
    params: null,
    query: null,
    searchParams: new URLSearchParams(),
    body: undefined,
    address: null,
    now: at,
    request: new Request("http://sample.invalid"),
  };
}
