/** Installing a package of Debian's, where this process may. */
import { existsSync } from "node:fs";

/**
 * The command that installs the first of several packages that is to be had, as root on Debian and what descends from
 * it, or null elsewhere.
 * @param {[string, ...string[]]} names
 * @returns {[title: string, command: string, ...args: string[]] | null}
 */
export function debianInstallation(...names) {
  if (process.getuid?.() !== 0 || !existsSync("/etc/debian_version")) return null;
  // The list of packages may be missing or old: refresh it only when the package is not to be had without.
  const command = "apt-get install -y --no-install-recommends -o DPkg::Lock::Timeout=300";
  const install = names.map((name) => `${command} ${name}`).join(" || ");
  const script = `export DEBIAN_FRONTEND=noninteractive; ${install} || { apt-get update && { ${install}; }; }`;
  return [`installing ${names[0]} with apt-get`, "/bin/sh", "-c", script];
}
