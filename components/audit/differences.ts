/** One value that a change touched; null where there was, or is, none. */
export interface Difference {
  /** `keys.0.state` */
  readonly path: string;
  readonly before: string | null;
  readonly after: string | null;
}

/** The values in which two records differ, each by its path; a record that is missing has none. */
export function differences(before: unknown, after: unknown): Difference[] {
  const was = flatten(before);
  const is = flatten(after);
  const paths = [...new Set([...was.keys(), ...is.keys()])];
  return paths
    .map((path) => ({ path, before: was.get(path) ?? null, after: is.get(path) ?? null }))
    .filter((difference) => difference.before !== difference.after);
}

function flatten(value: unknown, path = "", into = new Map<string, string>()): Map<string, string> {
  if (value === null || value === undefined) {
    // A member that is null says something; a whole record that is missing does not.
    if (value === null && path !== "") into.set(path, "null");
    return into;
  }
  if (typeof value !== "object") return into.set(path, String(value));
  const members = Object.entries(value);
  if (members.length === 0 && path !== "") return into.set(path, Array.isArray(value) ? "[]" : "{}");
  for (const [name, member] of members) flatten(member, path === "" ? name : `${path}.${name}`, into);
  return into;
}
