/** Something the person at the keyboard can put right: one sentence, and a hint what to do. */
export class FleetError extends Error {
  override readonly name = "FleetError";
  readonly hint: string;

  constructor(message: string, hint: string, cause?: unknown) {
    super(message, { cause });
    this.hint = hint;
  }
}
