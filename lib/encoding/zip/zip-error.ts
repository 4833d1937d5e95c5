import { DecodeError } from "../decode-error";

/** Why an archive is refused. Stable codes. */
export const ZIP_ERROR_CODES = [
  "zip-not-found",
  "zip-malformed",
  "zip-64-bit",
  "zip-split",
  "zip-too-large",
  "zip-too-many-entries",
  "zip-entry-name",
  "zip-duplicate-name",
  "zip-overlapping-entries",
  "zip-entry-too-large",
  "zip-inflates-too-much",
  "zip-bomb",
  "zip-encrypted-entry",
  "zip-unsupported-compression",
  "zip-corrupt-entry",
] as const;
export type ZipErrorCode = (typeof ZIP_ERROR_CODES)[number];

export class ZipError extends DecodeError<ZipErrorCode> {}
