import { cookies, headers } from "next/headers";
import { redirect } from "next/navigation";
import type { ReactNode } from "react";
import { Account } from "@/components/account/account";
import { MeProvider } from "@/components/account/me";
import { Frame } from "@/components/frame/frame";
import { parseTheme, THEME_COOKIE } from "@/components/frame/theme";
import { currentPerson } from "@/lib/auth/current";
import { PATH_HEADER } from "@/lib/auth/local-path";
import { permissionsOf } from "@/lib/auth/permissions";
import { config } from "@/lib/config";
import { VERSION } from "@/lib/version";

/** The pages behind the sign-in. */
export default async function ConsoleLayout({ children }: { children: ReactNode }) {
  const person = await currentPerson();
  if (person === null) {
    const path = (await headers()).get(PATH_HEADER) ?? "/";
    redirect(path === "/" ? "/sign-in" : `/sign-in?next=${encodeURIComponent(path)}`);
  }
  const theme = parseTheme((await cookies()).get(THEME_COOKIE)?.value);
  const { kind, name, role } = person;
  const installation = `${new URL(config().consoleUrl).host} · ${VERSION}`;
  return (
    <MeProvider me={{ kind, name, role, permissions: permissionsOf(person) }}>
      <Frame account={<Account theme={theme} installation={installation} />}>{children}</Frame>
    </MeProvider>
  );
}
