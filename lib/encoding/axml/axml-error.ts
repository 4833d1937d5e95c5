import { DecodeError } from "../decode-error";

/** A compiled Android resource (binary XML or resource table) that can't be decoded. */
export class AxmlError extends DecodeError<"axml-malformed"> {}

export function malformed(problem: string): AxmlError {
  return new AxmlError("axml-malformed", `The compiled Android resource can't be read: ${problem}.`);
}
