import type { Metadata } from "next";
import { RegisterForm } from "@/components/apps/register-form";
import { PageHeader } from "@/components/frame/page-header";

export const metadata: Metadata = { title: "Register an app" };

export default function NewAppPage() {
  return (
    <>
      <PageHeader title="Register by hand" parent={{ title: "Apps", href: "/apps" }} />
      <main id="main">
        <RegisterForm />
      </main>
    </>
  );
}
