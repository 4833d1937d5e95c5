import type { ReactNode } from "react";
import { Frame } from "@/components/frame/frame";

/** The pages behind the sign-in. */
export default function ConsoleLayout({ children }: { children: ReactNode }) {
  return <Frame account={null}>{children}</Frame>;
}
