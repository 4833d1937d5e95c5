/** One JSON object a line on stderr. Callers pass facts, never a token, a secret or a request body. */
type Level = "info" | "warn" | "error";

export type LogFields = Readonly<Record<string, string | number | boolean | null | undefined>>;

export interface Log {
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, error: unknown, fields?: LogFields): void;
}

/** A logger for one program, e.g. `createLog("dataplane")`. */
export function createLog(program: string, write: (line: string) => void = (line) => process.stderr.write(line)): Log {
  const emit = (level: Level, message: string, fields: LogFields = {}) =>
    write(`${JSON.stringify({ at: new Date().toISOString(), level, program, message, ...fields })}\n`);
  return {
    info: (message, fields) => emit("info", message, fields),
    warn: (message, fields) => emit("warn", message, fields),
    error: (message, error, fields) => emit("error", message, { ...fields, cause: describe(error) }),
  };
}

/**
 * Name, message and chain of causes of an error. Postgres' `detail` is left out, it can quote row values; so are the
 * parameters that Drizzle appends to its messages.
 */
export function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause === undefined ? "" : ` <- ${describe(error.cause)}`;
  const code = "code" in error && typeof error.code === "string" ? ` [${error.code}]` : "";
  const message = error.message.replace(/\nparams: [\s\S]*$/, "");
  return `${error.name}: ${message}${code}${cause}`;
}
