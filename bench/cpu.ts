import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";

/** Clock ticks a second of /proc/<pid>/stat; 100 on every Linux that Node runs on. */
const TICKS_PER_SECOND = 100;

interface ProcessTimes {
  readonly pid: number;
  readonly parent: number;
  readonly name: string;
  readonly seconds: number;
}

function processes(): ProcessTimes[] {
  return readdirSync("/proc").flatMap((entry) => {
    if (!/^\d+$/.test(entry)) return [];
    try {
      const stat = readFileSync(`/proc/${entry}/stat`, "latin1");
      const name = stat.slice(stat.indexOf("(") + 1, stat.lastIndexOf(")"));
      const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
      const ticks = [11, 12, 13, 14].reduce((sum, index) => sum + Number(fields[index]), 0);
      return [{ pid: Number(entry), parent: Number(fields[1]), name, seconds: ticks / TICKS_PER_SECOND }];
    } catch {
      return [];
    }
  });
}

/** `pids` and all processes below them. */
function familyOf(pids: readonly number[], all: readonly ProcessTimes[]): Set<number> {
  const family = new Set(pids);
  for (let size = -1; size !== family.size; ) {
    size = family.size;
    for (const each of all) if (family.has(each.parent)) family.add(each.pid);
  }
  return family;
}

/** Keeps a process and those it has and will have on these cores, written as taskset does: `0`, `0-3` (Linux). */
export function pinToCores(pid: number, cores: string): void {
  for (const each of familyOf([pid], processes()))
    execFileSync("taskset", ["-acp", cores, String(each)], { stdio: "ignore" });
}

/** CPU seconds that the processes below (and including) `pids` have used, children that ended included. */
export function cpuSeconds(pids: readonly number[]): number {
  const all = processes();
  const family = familyOf(pids, all);
  return all.filter((each) => family.has(each.pid)).reduce((sum, each) => sum + each.seconds, 0);
}
