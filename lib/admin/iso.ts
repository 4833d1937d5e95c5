/** An instant as the admin API writes it: ISO 8601 in UTC. */
export function iso(at: Date): string {
  return at.toISOString();
}

/** The same for one that may be missing. */
export function isoOrNull(at: Date | null): string | null {
  return at === null ? null : at.toISOString();
}
