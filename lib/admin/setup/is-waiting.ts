import { consoleConnection } from "../../../drizzle/console";
import { isSetupOpen } from "../../auth/setup-link";

/** Whether the running console still waits for its first admin, for server components. */
export function isSetupWaiting(): Promise<boolean> {
  return isSetupOpen(consoleConnection().db);
}
