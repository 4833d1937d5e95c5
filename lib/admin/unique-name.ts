import { AttestryError } from "../errors";

/** Turns Postgres' refusal of a name that is taken (23505) into a message for the field; any other error stays. */
export async function refuseTakenName<T>(work: Promise<T>, what: string): Promise<T> {
  return work.catch((error: unknown) => {
    if (!isUniqueViolation(error)) throw error;
    throw new AttestryError("conflict", `There is ${what} of that name already.`, {
      fields: { name: "Taken already; choose another." },
      cause: error,
    });
  });
}

function isUniqueViolation(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return ("code" in error && error.code === "23505") || isUniqueViolation(error.cause);
}
