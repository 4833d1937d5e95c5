import { cookies } from "next/headers";
import { redirect } from "next/navigation";
import type { ReactNode } from "react";
import { Account } from "@/components/auth/account";
import { ROLE_TITLES } from "@/components/auth/role-titles";
import { Frame } from "@/components/frame/frame";
import { parseTheme, THEME_COOKIE } from "@/components/frame/theme";
import { currentPerson } from "@/lib/auth/current";
import { config } from "@/lib/config";

/** The pages behind the sign-in. */
export default async function ConsoleLayout({ children }: { children: ReactNode }) {
  const person = await currentPerson();
  if (person === null) redirect("/sign-in");
  const theme = parseTheme((await cookies()).get(THEME_COOKIE)?.value);
  const user = { email: person.name, role: ROLE_TITLES[person.role] };
  const account = <Account user={user} theme={theme} installation={new URL(config().consoleUrl).host} />;
  return <Frame account={account}>{children}</Frame>;
}
