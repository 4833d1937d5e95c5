"use client";
import { useQueryClient } from "@tanstack/react-query";
import { useRef, useState } from "react";
import type { RegisteredPackage } from "@/lib/contract/admin/apps";
import { ApiError } from "../queries/fetcher";
import { uploadPackage } from "../queries/upload-package";

/** Where the upload of a package is. `sent` is a share; at 1 the console verifies signatures. */
export type PackageUpload =
  | { readonly state: "waiting" }
  /** A bundle waits for what it does not say; `error` when the console asked for it. */
  | { readonly state: "asking"; readonly file: File; readonly error: string | undefined }
  | { readonly state: "sending"; readonly file: File; readonly sent: number }
  | { readonly state: "registered"; readonly file: File; readonly registered: RegisteredPackage }
  | { readonly state: "refused"; readonly file: File; readonly error: ApiError };

/** Sends one package at a time. */
export function usePackageUpload() {
  const [upload, setUpload] = useState<PackageUpload>({ state: "waiting" });
  const abort = useRef<AbortController | null>(null);
  const client = useQueryClient();

  const send = (file: File, playSigningDigest = "") => {
    const controller = new AbortController();
    abort.current?.abort();
    abort.current = controller;
    const show = (next: PackageUpload) => {
      if (abort.current === controller) setUpload(next);
    };
    show({ state: "sending", file, sent: 0 });
    const onSent = (sent: number) => show({ state: "sending", file, sent });
    uploadPackage(file, { onSent, signal: controller.signal, playSigningDigest }).then(
      (registered) => {
        show({ state: "registered", file, registered });
        for (const key of ["apps", "setup-state"]) void client.invalidateQueries({ queryKey: [key] });
      },
      (cause: unknown) => {
        const error = asApiError(cause);
        const asked = Object.entries(error.fields).find(([name]) => name.startsWith("playSigningDigest"))?.[1];
        show(asked === undefined ? { state: "refused", file, error } : { state: "asking", file, error: asked });
      },
    );
  };
  const start = (file: File) => {
    if (!/\.aab$/i.test(file.name)) return send(file);
    abort.current?.abort();
    abort.current = null;
    setUpload({ state: "asking", file, error: undefined });
  };
  const reset = () => {
    abort.current?.abort();
    abort.current = null;
    setUpload({ state: "waiting" });
  };
  return { upload, start, send, reset };
}

function asApiError(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  return new ApiError("internal_error", "The upload did not work. Try again.", 0);
}
