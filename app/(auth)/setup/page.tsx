import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { SetupForm } from "@/components/auth/setup-form";
import { isSetupWaiting } from "@/lib/admin/setup/is-waiting";

export const metadata: Metadata = { title: "Create the first admin" };

export default async function SetupPage() {
  if (!(await isSetupWaiting())) redirect("/sign-in");
  return (
    <>
      <h1 className="mb-2 font-semibold text-title">Create the first admin</h1>
      <p className="mb-6 text-ink2">An admin may do everything, and invites everybody else. This link works once.</p>
      <SetupForm />
    </>
  );
}
