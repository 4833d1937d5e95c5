"use client";
import { useQueryClient } from "@tanstack/react-query";
import { useRef, useState } from "react";
import type { RegisteredPackage } from "@/lib/contract/admin/apps";
import { ApiError } from "../queries/fetcher";
import { uploadPackage } from "../queries/upload-package";

/** Where the upload of a package is. `sent` is a share; at 1 the console verifies signatures. */
export type PackageUpload =
  | { readonly state: "waiting" }
  | { readonly state: "sending"; readonly file: File; readonly sent: number }
  | { readonly state: "registered"; readonly file: File; readonly registered: RegisteredPackage }
  | { readonly state: "refused"; readonly file: File; readonly error: ApiError };

/** Sends one package at a time. */
export function usePackageUpload() {
  const [upload, setUpload] = useState<PackageUpload>({ state: "waiting" });
  const abort = useRef<AbortController | null>(null);
  const client = useQueryClient();

  const start = (file: File) => {
    const controller = new AbortController();
    abort.current?.abort();
    abort.current = controller;
    const show = (next: PackageUpload) => {
      if (abort.current === controller) setUpload(next);
    };
    show({ state: "sending", file, sent: 0 });
    uploadPackage(file, { onSent: (sent) => show({ state: "sending", file, sent }), signal: controller.signal }).then(
      (registered) => {
        show({ state: "registered", file, registered });
        for (const key of ["apps", "setup-state"]) void client.invalidateQueries({ queryKey: [key] });
      },
      (error: unknown) => show({ state: "refused", file, error: asApiError(error) }),
    );
  };
  const reset = () => {
    abort.current?.abort();
    abort.current = null;
    setUpload({ state: "waiting" });
  };
  return { upload, start, reset };
}

function asApiError(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  return new ApiError("internal_error", "The upload did not work. Try again.", 0);
}
