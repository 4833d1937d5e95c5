/** Runs once when the console's server starts. */
export async function register(): Promise<void> {
  // A constant of the build, not a setting: Next also compiles this file for the edge, where there is no node:http.
  if (process.env.NEXT_RUNTIME === "nodejs") {
    const { config } = await import("@/lib/config");
    const { overwriteForwardedFor } = await import("@/lib/auth/forwarded-for");
    const { exitIfKeysAreGiven } = await import("@/lib/admin/vault/console-guard");
    const { createLog } = await import("@/lib/log");
    exitIfKeysAreGiven(config(), createLog("console"));
    if (!config().trustProxy) overwriteForwardedFor();
  }
}
