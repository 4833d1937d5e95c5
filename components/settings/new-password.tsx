"use client";
import type { Person } from "@/lib/contract/admin/people";
import { Problem } from "../forms/problem";
import { ShownOnce } from "../forms/shown-once";
import type { usePasswordMaker } from "../queries/people";
import { Button } from "../ui/button";
import { Dialog, DialogActions } from "../ui/dialog";

/** Makes somebody a new password, and shows it once. */
export function NewPassword({
  person,
  maker,
  onClose,
}: {
  person: Person;
  maker: ReturnType<typeof usePasswordMaker>;
  onClose: () => void;
}) {
  const close = () => {
    maker.reset();
    onClose();
  };
  if (maker.data) {
    return (
      <Dialog open onOpenChange={() => undefined} title={`New password of ${person.name}`}>
        <div className="mt-3">
          <ShownOnce values={[{ label: "Password", value: maker.data.password }]}>
            <b>Pass it on now; it is not shown again.</b> {person.email} changes it under Settings after signing in.
          </ShownOnce>
        </div>
        <DialogActions>
          <Button kind="primary" onClick={close}>
            It is passed on
          </Button>
        </DialogActions>
      </Dialog>
    );
  }
  return (
    <Dialog open onOpenChange={close} title={`Make ${person.name} a new password?`}>
      <p className="mt-1.5 mb-3 text-ink2">
        <b className="text-ink">The old one stops at once, and every browser of theirs is signed out.</b> You get the
        new one to pass on.
      </p>
      <Problem error={maker.error} />
      <DialogActions>
        <Button onClick={close}>Keep the old one</Button>
        <Button kind="primary" disabled={maker.isPending} onClick={() => maker.mutate({ id: person.id })}>
          Make a new password
        </Button>
      </DialogActions>
    </Dialog>
  );
}
