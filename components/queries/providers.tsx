"use client";
import { QueryClientProvider } from "@tanstack/react-query";
import { type ReactNode, startTransition, useEffect, useMemo, useState } from "react";
import { createFormats, FormatsContext, LocaleContext, MountedContext } from "../ui/format";
import { createQueryClient } from "./client";

/** What every page needs around it: the query cache, the viewer's locale and formats. */
export function Providers({ locale, children }: { locale: string; children: ReactNode }) {
  const [client] = useState(createQueryClient);
  const [mounted, setMounted] = useState(false);
  useEffect(() => startTransition(() => setMounted(true)), []);
  const formats = useMemo(() => createFormats(locale), [locale]);
  return (
    <LocaleContext value={locale}>
      <FormatsContext value={formats}>
        <MountedContext value={mounted}>
          <QueryClientProvider client={client}>{children}</QueryClientProvider>
        </MountedContext>
      </FormatsContext>
    </LocaleContext>
  );
}
