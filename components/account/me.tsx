"use client";
import { createContext, type ReactNode, useContext } from "react";
import type { Me } from "@/lib/contract/admin/me";
import type { Permission } from "@/lib/contract/permissions";

const MeContext = createContext<Me | null>(null);

/** Who is signed in, known with the first byte, so that no control appears and vanishes again. */
export function MeProvider({ me, children }: { me: Me; children: ReactNode }) {
  return <MeContext value={me}>{children}</MeContext>;
}

/** Who is signed in. Throws outside the pages behind the sign-in. */
export function useMe(): Me {
  const me = useContext(MeContext);
  if (me === null) throw new Error("useMe is for pages behind the sign-in");
  return me;
}

/** Whether the person may do something. The API enforces it; screens only don't offer what it would refuse. */
export function useMay(permission: Permission): boolean {
  return useMe().permissions.includes(permission);
}
