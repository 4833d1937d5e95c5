"use client";
import { useContext } from "react";
import { Button } from "../ui/button";
import { formatBytes } from "../ui/bytes";
import { LocaleContext, useFormats } from "../ui/format";
import { DropZone } from "./drop-zone";
import { PlayDigestForm } from "./play-digest-form";
import { RefusedPackage } from "./refused-package";
import { RegisteredPackageReport } from "./registered-package";
import { usePackageUpload } from "./use-package-upload";

/** Registers a build by its package: drop or choose, real progress, then what was found or why it was refused. */
export function PackageUpload({ primary = false, onStart }: { primary?: boolean; onStart?: () => void }) {
  const { upload, start: take, send, reset } = usePackageUpload();
  const start = (file: File) => {
    onStart?.();
    take(file);
  };
  switch (upload.state) {
    case "waiting":
      return <DropZone onFile={start} primary={primary} />;
    case "asking":
      return (
        <PlayDigestForm
          file={upload.file}
          error={upload.error}
          onSend={(digest) => send(upload.file, digest)}
          onCancel={reset}
        />
      );
    case "sending":
      return <Sending file={upload.file} sent={upload.sent} onCancel={reset} />;
    case "registered":
      return <RegisteredPackageReport file={upload.file} registered={upload.registered} onAnother={reset} />;
    case "refused":
      return (
        <>
          <RefusedPackage file={upload.file} error={upload.error} />
          <DropZone onFile={start} />
        </>
      );
  }
}

function Sending({ file, sent, onCancel }: { file: File; sent: number; onCancel: () => void }) {
  const locale = useContext(LocaleContext);
  const formats = useFormats();
  const done = sent >= 1;
  return (
    <div className="rounded-control border border-edge px-4 py-5">
      <div className="flex flex-wrap items-baseline justify-between gap-x-4">
        <span className="min-w-0 break-all font-medium">{file.name}</span>
        <span role="status" className="text-ink2">
          {done ? "Verifying signatures" : `${formats.share(sent)} of ${formatBytes(file.size, locale)} sent`}
        </span>
      </div>
      <progress
        aria-label={`Upload of ${file.name}`}
        max={1}
        {...(done ? {} : { value: sent })}
        className="mt-2.5 mb-3 block h-2 w-full appearance-none overflow-hidden rounded-[1px] bg-sunk accent-(--accent) [&::-moz-progress-bar]:bg-accent [&::-webkit-progress-bar]:bg-sunk [&::-webkit-progress-value]:bg-accent"
      />
      <Button size="small" onClick={onCancel}>
        Give up
      </Button>
    </div>
  );
}
