import { ApiError } from "../queries/fetcher";
import { Alert } from "../ui/states";

/** The server's messages by field; none when it said nothing of fields. */
export function fieldsOf(error: Error | null): Readonly<Record<string, string>> {
  return error instanceof ApiError ? error.fields : {};
}

/** The server's own words about a change that it refused, unless one of the form's `fields` shows them already. */
export function Problem({ error, fields = [] }: { error: Error | null; fields?: readonly string[] }) {
  if (error === null) return null;
  const messages = fieldsOf(error);
  if (fields.some((field) => field in messages)) return null;
  const [other] = Object.values(messages);
  return <Alert>{other ?? error.message}</Alert>;
}
