/**
 * What a signed-in person or an API key may be allowed to do. `read` covers every read but the export of events, so that a
 * key for a SIEM can be narrowed to that alone; no read shows a secret.
 */
export const PERMISSIONS = [
  "read",
  "events:export",
  "policies:write",
  "overrides:write",
  "secrets:write",
  "api-domains:write",
  "proxy:write",
  "apps:write",
  "test-traffic:write",
  "alerts:write",
  "people:write",
  "api-keys:write",
  "settings:write",
] as const;
export type Permission = (typeof PERMISSIONS)[number];
