import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { SignInForm } from "@/components/auth/sign-in-form";
import { Note } from "@/components/ui/note";
import { isSetupWaiting } from "@/lib/admin/setup/is-waiting";
import { currentPerson } from "@/lib/auth/current";
import { localPath } from "@/lib/auth/local-path";

export const metadata: Metadata = { title: "Sign in" };

type Query = Readonly<Record<string, string | string[] | undefined>>;

export default async function SignInPage({ searchParams }: { searchParams: Promise<Query> }) {
  const next = localPath((await searchParams).next);
  if ((await currentPerson()) !== null) redirect(next);
  return (
    <>
      <h1 className="mb-5 font-semibold text-title">Sign in</h1>
      {(await isSetupWaiting()) && (
        <Note className="mb-5">
          There is no admin yet. Open the one-time link that was printed when Attestry started.
        </Note>
      )}
      <SignInForm next={next} />
    </>
  );
}
