"use client";
import { QueryClientProvider } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { LocaleContext } from "../ui/format";
import { TooltipProvider } from "../ui/tooltip";
import { createQueryClient } from "./client";

/** What every page needs around it: the query cache, the viewer's locale, tooltips. */
export function Providers({ locale, children }: { locale: string; children: ReactNode }) {
  const [client] = useState(createQueryClient);
  return (
    <LocaleContext value={locale}>
      <QueryClientProvider client={client}>
        <TooltipProvider>{children}</TooltipProvider>
      </QueryClientProvider>
    </LocaleContext>
  );
}
