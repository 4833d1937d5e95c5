import type { ReactNode } from "react";
import { Brand } from "@/components/frame/brand";

/** The pages before the sign-in: one narrow column, nothing to wander off to. */
export default function AuthLayout({ children }: { children: ReactNode }) {
  return (
    <div className="mx-auto flex min-h-dvh w-full max-w-[400px] flex-col px-4 pt-[14vh] pb-12">
      <header>
        <Brand />
      </header>
      <main id="main" className="mt-9 border-line border-t pt-6">
        {children}
      </main>
    </div>
  );
}
