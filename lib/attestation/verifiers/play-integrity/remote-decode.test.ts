import { createPublicKey, generateKeyPairSync, verify } from "node:crypto";
import { expect, it } from "vitest";
import { decodeRemotely, type Post, RemoteDecodeError, requestAccessToken } from "./remote-decode";

const NOW = new Date("2026-11-20T12:00:00Z");
const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
const account = { email: "verifier@project.iam.gserviceaccount.com", privateKey };
const access = { value: "access", expiresAt: NOW };

/** Google's side as a function: records what it was sent and gives a fixed answer. */
function recorder(status: number, body: unknown) {
  const sent: Parameters<Post>[] = [];
  const post: Post = async (...request) => {
    sent.push(request);
    return { status, body: typeof body === "string" ? body : JSON.stringify(body) };
  };
  return { sent, post };
}

it("asks for an access token with a JWT bearer assertion signed by the service account", async () => {
  const { sent, post } = recorder(200, { access_token: "secret", expires_in: 3599 });
  const token = await requestAccessToken(account, NOW, post);
  expect(token).toEqual({ value: "secret", expiresAt: new Date(NOW.getTime() + 3_539_000) });
  const [url, headers, body] = sent[0] ?? [];
  expect([url, headers?.["content-type"]]).toEqual([
    "https://oauth2.googleapis.com/token",
    "application/x-www-form-urlencoded",
  ]);
  const form = new URLSearchParams(body);
  expect(form.get("grant_type")).toBe("urn:ietf:params:oauth:grant-type:jwt-bearer");
  const [header = "", claims = "", signature = ""] = (form.get("assertion") ?? "").split(".");
  expect(JSON.parse(Buffer.from(header, "base64url").toString())).toEqual({ alg: "RS256", typ: "JWT" });
  expect(JSON.parse(Buffer.from(claims, "base64url").toString())).toEqual({
    iss: account.email,
    scope: "https://www.googleapis.com/auth/playintegrity",
    aud: "https://oauth2.googleapis.com/token",
    iat: NOW.getTime() / 1000,
    exp: NOW.getTime() / 1000 + 3600,
  });
  const signed = Buffer.from(`${header}.${claims}`);
  expect(verify("sha256", signed, createPublicKey(privateKey), Buffer.from(signature, "base64url"))).toBe(true);
});

it("decodes with one POST to the package's address and returns the verdict unjudged", async () => {
  const { sent, post } = recorder(200, { tokenPayloadExternal: { requestDetails: {} } });
  expect(await decodeRemotely("token", "com.example.bank", access, post)).toEqual({ requestDetails: {} });
  expect(sent).toEqual([
    [
      "https://playintegrity.googleapis.com/v1/com.example.bank:decodeIntegrityToken",
      { "content-type": "application/json", authorization: "Bearer access" },
      '{"integrity_token":"token"}',
    ],
  ]);
});

it.each([
  ["a token that Google refuses", 400, {}, "refused"],
  ["a spent access token", 401, {}, "unavailable"],
  ["a server error", 503, "<html>", "unavailable"],
  ["an answer without a verdict", 200, {}, "unavailable"],
])("tells %s apart, without the token in the message", async (_name, status, body, code) => {
  const failure = await decodeRemotely("secret-token", "com.example.bank", access, recorder(status, body).post).catch(
    (error: unknown) => error,
  );
  expect(failure).toBeInstanceOf(RemoteDecodeError);
  expect(failure).toMatchObject({ code });
  expect(String(failure)).not.toContain("secret-token");
});

it("counts a network that fails as our trouble, with its cause kept", async () => {
  const cause = new Error("no route");
  const failure = await requestAccessToken(account, NOW, () => Promise.reject(cause)).catch((error: unknown) => error);
  expect(failure).toMatchObject({ code: "unavailable", cause });
});
