import { DecodeError } from "../decode-error";

/** An iOS executable or its code signature that can't be decoded. */
export class MachoError extends DecodeError<"macho-malformed"> {}

export function malformed(problem: string): MachoError {
  return new MachoError("macho-malformed", `The executable can't be read: ${problem}.`);
}
