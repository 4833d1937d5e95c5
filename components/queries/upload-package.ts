import { PACKAGE_BYTES_MAX, type RegisteredPackage } from "@/lib/contract/admin/apps";
import { ApiError, apiErrorOf } from "./fetcher";

export interface UploadOptions {
  /** Called with the share of the file that is sent, 0 to 1; at 1 the console inspects it. */
  readonly onSent: (share: number) => void;
  readonly signal: AbortSignal;
  /** For a bundle: SHA-256 of the certificate that Google Play signs with; empty where it is known or not needed. */
  readonly playSigningDigest: string;
}

/**
 * Sends an app package to be registered, streamed from disk. XMLHttpRequest, because fetch tells nothing of how far an
 * upload is. Throws an {@link ApiError}; `aborted` when the signal ended it.
 */
export function uploadPackage(
  file: File,
  { onSent, signal, playSigningDigest }: UploadOptions,
): Promise<RegisteredPackage> {
  return new Promise((resolve, reject) => {
    if (file.size > PACKAGE_BYTES_MAX) {
      reject(new ApiError("content_too_large", "A package may have 2 GiB at most.", 0));
      return;
    }
    const request = new XMLHttpRequest();
    const query = playSigningDigest === "" ? "" : `?${new URLSearchParams({ playSigningDigest })}`;
    request.open("POST", `/api/builds${query}`);
    request.responseType = "json";
    request.setRequestHeader("accept", "application/json");
    request.setRequestHeader("content-type", "application/octet-stream");
    request.upload.onprogress = ({ loaded, total }) => onSent(total > 0 ? loaded / total : 0);
    request.upload.onload = () => onSent(1);
    request.onload = () => {
      if (request.status < 400) resolve(answerOf(request));
      else reject(apiErrorOf(request.status, request.response));
    };
    request.onerror = () => reject(new ApiError("unreachable", "The upload broke off. Check the connection.", 0));
    request.onabort = () => reject(new ApiError("aborted", "The upload was given up.", 0));
    signal.addEventListener("abort", () => request.abort(), { once: true });
    request.send(file);
  });
}

/** Runtime guarantee: a success of POST /api/builds went through registeredPackageSchema on its way out. */
function answerOf(request: XMLHttpRequest): RegisteredPackage {
  return request.response as RegisteredPackage;
}
