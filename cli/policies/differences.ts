import { isDeepStrictEqual } from "node:util";

/** One place in which two JSON documents differ; undefined where one of them has nothing there. */
export interface Difference {
  readonly path: string;
  readonly from: unknown;
  readonly to: unknown;
}

/** Where two JSON documents differ, by the path of each member. Lists are compared whole: their order has no names. */
export function differences(from: unknown, to: unknown, path = ""): Difference[] {
  if (isMembers(from) && isMembers(to)) {
    const names = [...new Set([...Object.keys(from), ...Object.keys(to)])].sort();
    return names.flatMap((name) => differences(from[name], to[name], path === "" ? name : `${path}.${name}`));
  }
  return isDeepStrictEqual(from, to) ? [] : [{ path, from, to }];
}

function isMembers(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
