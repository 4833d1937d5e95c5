import { cookies } from "next/headers";
import { consoleConnection } from "../../drizzle/console";
import { systemClock } from "../clock";
import { config } from "../config";
import { requireSessionSecret } from "./authenticate";
import { sessionCookieName } from "./cookie";
import type { Person } from "./principal";
import { authenticateSession } from "./session";

/** The person whose browser asks for a page, for server components; null when nobody is signed in. */
export async function currentPerson(): Promise<Person | null> {
  const settings = config();
  const token = (await cookies()).get(sessionCookieName(settings.consoleUrl))?.value;
  if (token === undefined) return null;
  return authenticateSession(consoleConnection().db, token, requireSessionSecret(settings), systemClock());
}
