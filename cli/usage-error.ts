/** The command was typed wrongly: the message says how, the hint how it should be. */
export class UsageError extends Error {
  override readonly name = "UsageError";
  readonly hint: string;

  constructor(message: string, hint: string, options?: { cause: unknown }) {
    super(message, options);
    this.hint = hint;
  }
}
