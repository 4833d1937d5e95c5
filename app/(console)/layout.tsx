import { dehydrate, HydrationBoundary } from "@tanstack/react-query";
import { cookies, headers } from "next/headers";
import { redirect } from "next/navigation";
import type { ReactNode } from "react";
import { Account } from "@/components/account/account";
import { MeProvider } from "@/components/account/me";
import { Frame } from "@/components/frame/frame";
import { parseTheme, THEME_COOKIE } from "@/components/frame/theme";
import { openIncidentsQuery } from "@/components/queries/alerts";
import { createQueryClient } from "@/components/queries/client";
import { selectOpenIncidents } from "@/lib/admin/alert-incidents/public-incident";
import { consoleServices } from "@/lib/admin/route";
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
  // The frame shows how many alerts fire; it stands around the page, so what the page reads comes too late for it.
  const { db } = consoleServices();
  const client = createQueryClient();
  await client.prefetchQuery({ ...openIncidentsQuery, queryFn: () => selectOpenIncidents(db), retry: false });
  return (
    <MeProvider me={{ kind, name, role, permissions: permissionsOf(person) }}>
      <HydrationBoundary state={dehydrate(client)}>
        <Frame account={<Account theme={theme} installation={installation} />}>{children}</Frame>
      </HydrationBoundary>
    </MeProvider>
  );
}
