import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadLibrary } from "../providers/pkcs11-library";

const MODULES = [
  "/usr/lib/softhsm/libsofthsm2.so",
  "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so",
  "/usr/lib/aarch64-linux-gnu/softhsm/libsofthsm2.so",
  "/usr/local/lib/softhsm/libsofthsm2.so",
];

export const SOFTHSM_PIN = "13572468";
export const SOFTHSM_TOKEN = "attestry-test";
export const SOFTHSM_OTHER_TOKEN = "attestry-test-2";
/** Nobody logs in to it, so that it still asks for the PIN: a process logs in to a token once, for all its sessions. */
export const SOFTHSM_UNUSED_TOKEN = "attestry-test-3";

/** Fresh SoftHSM tokens; null with a plain message where SoftHSM2 or pkcs11js is missing. */
export async function softHsm(): Promise<{ readonly module: string } | null> {
  const module = MODULES.find(existsSync);
  const binding = await loadLibrary().catch(() => null);
  if (module === undefined || binding === null) {
    const missing = module === undefined ? "SoftHSM2 (apt install softhsm2)" : "the optional package pkcs11js";
    process.stderr.write(`the pkcs11 provider is not tested: ${missing} is not installed\n`);
    return null;
  }
  const folder = mkdtempSync(join(tmpdir(), "attestry-softhsm-"));
  const tokens = join(folder, "tokens");
  mkdirSync(tokens);
  const settings = join(folder, "softhsm2.conf");
  writeFileSync(settings, `directories.tokendir = ${tokens}\nobjectstore.backend = file\nlog.level = ERROR\n`);
  process.env.SOFTHSM2_CONF = settings;
  for (const label of [SOFTHSM_TOKEN, SOFTHSM_OTHER_TOKEN, SOFTHSM_UNUSED_TOKEN]) {
    const init = ["--init-token", "--free", "--label", label, "--so-pin", "24681357", "--pin", SOFTHSM_PIN];
    execFileSync("softhsm2-util", init, { env: { ...process.env, SOFTHSM2_CONF: settings }, stdio: "pipe" });
  }
  return { module };
}
