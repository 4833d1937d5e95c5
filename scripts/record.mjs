/** The programs a launcher has started, kept on disk so that the next launcher can end those a killed one left. */
import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { processStatus, sendSignal, stopGroup } from "./processes.mjs";

/** @typedef {{ name: string, pid: number, startedAt: string }} Recorded */

/** @param {string} dataDir */
export function createRecord(dataDir) {
  /** @type {Map<string, Recorded>} */
  const programs = new Map();
  const file = recordFile(dataDir);
  const save = () => {
    writeFileSync(`${file}.new`, `${JSON.stringify([...programs.values()], null, 2)}\n`, { mode: 0o600 });
    renameSync(`${file}.new`, file);
  };
  return {
    /**
     * @param {string} name
     * @param {number} pid of the program, which leads its process group
     */
    add(name, pid) {
      programs.set(name, { name, pid, startedAt: processStatus(pid)?.startedAt ?? "" });
      save();
    },
    /** @param {string} name */
    remove(name) {
      programs.delete(name);
      save();
    },
    /** Ends all of them at once, with whatever they have started. */
    killAll() {
      for (const { pid } of programs.values()) sendSignal(-pid, "SIGKILL");
    },
  };
}

/**
 * Ends what the last launcher of this data directory left running; the caller holds the launcher's lock.
 * @param {string} dataDir
 * @param {(line: string) => void} log
 */
export async function stopRecorded(dataDir, log) {
  const left = readRecord(dataDir).filter(({ pid, startedAt }) => {
    const status = processStatus(pid);
    return status !== null && !status.zombie && status.startedAt === startedAt;
  });
  await Promise.all(
    left.map(({ name, pid }) => {
      log(`stopping the ${name} that an earlier launcher left running (pid ${pid})`);
      return stopGroup(pid, 5_000);
    }),
  );
}

/**
 * @param {string} dataDir
 * @returns {Recorded[]}
 */
function readRecord(dataDir) {
  try {
    return JSON.parse(readFileSync(recordFile(dataDir), "utf8"));
  } catch {
    return [];
  }
}

/** @param {string} dataDir */
function recordFile(dataDir) {
  return join(dataDir, "programs.json");
}
