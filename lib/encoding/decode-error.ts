/**
 * Input that can't be decoded. `code` is stable and machine readable (lower-case kebab); the message is one sentence
 * for the person who gave the input. Never our own malfunction.
 */
export class DecodeError<Code extends string = string> extends Error {
  override readonly name = "DecodeError";
  readonly code: Code;

  constructor(code: Code, message: string, options?: { cause: unknown }) {
    super(message, options);
    this.code = code;
  }
}
