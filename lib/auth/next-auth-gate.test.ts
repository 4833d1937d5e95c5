import { describe, expect, it } from "vitest";
import { AttestryError } from "../errors";
import { assertForNextAuth } from "./next-auth-gate";

const form = { "content-type": "application/x-www-form-urlencoded", "content-length": "200" };

function answer(method: string, action: string, headers: Record<string, string> = form): number {
  try {
    assertForNextAuth({ method, headers: new Headers(headers) }, action);
    return 200;
  } catch (error) {
    return error instanceof AttestryError ? error.status : 500;
  }
}

describe("what reaches next-auth", () => {
  it("is the sign-in and the sign-out", () => {
    expect([answer("POST", "callback/credentials"), answer("POST", "signout"), answer("GET", "csrf")]).toEqual([
      200, 200, 200,
    ]);
  });

  it("is no route that strangers could fill our log with, nor any other", () => {
    expect([answer("POST", "_log"), answer("GET", "callback/credentials"), answer("PUT", "session")]).toEqual([
      404, 404, 404,
    ]);
  });

  it("is no body that is long, of unknown length or of another kind", () => {
    expect(answer("POST", "signout", { ...form, "content-length": "16385" })).toBe(413);
    expect(answer("POST", "signout", { "content-type": form["content-type"] })).toBe(413);
    expect(answer("POST", "signout", { ...form, "content-type": "application/json" })).toBe(415);
  });
});
