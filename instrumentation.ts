import { overwriteForwardedFor } from "@/lib/auth/forwarded-for";
import { config } from "@/lib/config";

/** Runs once when the console's server starts. */
export function register(): void {
  if (!config().trustProxy) overwriteForwardedFor();
}
