"use client";
import { type DragEvent, useRef, useState } from "react";
import { Button } from "../ui/button";
import { cn } from "../ui/class-names";

/** Where a package is dropped, or chosen with the button. */
export function DropZone({ onFile, primary = false }: { onFile: (file: File) => void; primary?: boolean }) {
  const [over, setOver] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  const take = (files: FileList | null) => {
    const file = files?.item(0);
    if (file) onFile(file);
  };
  const onDrop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    take(event.dataTransfer.files);
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping is a shortcut; the button inside does the same by keyboard
    <div
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={onDrop}
      className={cn(
        "flex flex-col items-start gap-3 rounded-control border border-edge border-dashed px-4 py-5",
        over && "border-accent border-solid bg-wash",
      )}
    >
      <p>
        <span className="font-medium">Drop an app package here.</span>{" "}
        <span className="text-ink2">
          APK, split APKs (.apks), AAB, IPA or a zipped .app, up to 2 GiB. Its signatures are verified here; the file
          itself is not kept.
        </span>
      </p>
      <input
        ref={input}
        type="file"
        accept=".apk,.apks,.xapk,.apkm,.aab,.ipa,.zip,application/vnd.android.package-archive"
        aria-label="App package"
        tabIndex={-1}
        className="sr-only"
        onChange={(event) => {
          take(event.target.files);
          event.target.value = "";
        }}
      />
      <Button {...(primary ? { kind: "primary" as const } : {})} onClick={() => input.current?.click()}>
        Choose a package
      </Button>
    </div>
  );
}
