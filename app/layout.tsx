import type { Metadata, Viewport } from "next";
import { cookies, headers } from "next/headers";
import type { ReactNode } from "react";
import { parseTheme, THEME_COOKIE } from "@/components/frame/theme";
import { Providers } from "@/components/queries/providers";
import { preferredLocale } from "@/components/ui/locale";
import { mono, sans } from "./fonts";
import "./globals.css";

export const metadata: Metadata = {
  title: { default: "Attestry", template: "%s · Attestry" },
  description: "What is calling your API: a genuine app on a device you accept, or something else.",
};

export const viewport: Viewport = {
  colorScheme: "light dark",
  themeColor: [
    { media: "(prefers-color-scheme: light)", color: "#FAFAF8" },
    { media: "(prefers-color-scheme: dark)", color: "#101315" },
  ],
};

/** The document. Theme and locale are known before the first byte, so that nothing flashes and nothing re-renders. */
export default async function RootLayout({ children }: { children: ReactNode }) {
  const theme = parseTheme((await cookies()).get(THEME_COOKIE)?.value);
  const locale = preferredLocale((await headers()).get("accept-language"));
  return (
    <html
      lang="en"
      data-theme={theme === "system" ? undefined : theme}
      className={`${sans.variable} ${mono.variable}`}
      suppressHydrationWarning
    >
      <body>
        <Providers locale={locale}>{children}</Providers>
      </body>
    </html>
  );
}
