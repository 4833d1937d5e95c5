"use client";
import { ApiError } from "../queries/fetcher";
import { Alert } from "../ui/states";
import { useFocusInvalid } from "./use-focus-invalid";

/** The server's messages by field; none when it said nothing of fields. */
export function fieldsOf(error: Error | null): Readonly<Record<string, string>> {
  return error instanceof ApiError ? error.fields : {};
}

/**
 * The server's own words about a change that it refused. Where one of the form's `fields` shows them already, that field
 * gets the cursor instead.
 */
export function Problem({ error, fields = [] }: { error: Error | null; fields?: readonly string[] }) {
  useFocusInvalid(error);
  if (error === null) return null;
  const messages = fieldsOf(error);
  if (fields.some((field) => field in messages)) return null;
  const [other] = Object.values(messages);
  return <Alert>{other ?? error.message}</Alert>;
}
