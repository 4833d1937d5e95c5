import { createPrivateKey } from "node:crypto";
import { readFile } from "node:fs/promises";
import { z } from "zod";
import { VerifierUnavailableError } from "../../lib/attestation/evidence-trust";
import {
  type AccessToken,
  decodeRemotely,
  type Post,
  RemoteDecodeError,
  requestAccessToken,
  type ServiceAccount,
} from "../../lib/attestation/verifiers/play-integrity/remote-decode";
import type { Clock } from "../../lib/clock";

const TIMEOUT_MS = 8_000;

const keyFile = z.object({
  client_email: z.string().min(3),
  private_key: z.string().startsWith("-----BEGIN"),
  token_uri: z.url().optional(),
});

/** Reads a service account's JSON key file. Throws one sentence that names the file and never its content. */
export async function readServiceAccount(path: string): Promise<ServiceAccount> {
  try {
    const {
      client_email: email,
      private_key: pem,
      token_uri,
    } = keyFile.parse(JSON.parse(await readFile(path, "utf8")));
    return { email, privateKey: createPrivateKey(pem), ...(token_uri === undefined ? {} : { tokenUri: token_uri }) };
  } catch (cause) {
    throw new Error(`ATTESTRY_PLAY_SERVICE_ACCOUNT: ${path} is no service account key file`, { cause });
  }
}

/**
 * Google's decoder with one access token for all requests. Answers the verdict's payload, null when Google refuses the
 * token; throws a VerifierUnavailableError when it can't be asked.
 */
export function createRemoteDecoder(account: ServiceAccount, clock: Clock, post: Post = httpPost) {
  let access: AccessToken | null = null;
  return async (token: string, packageName: string): Promise<unknown> => {
    try {
      const now = clock();
      if (access === null || access.expiresAt <= now) access = await requestAccessToken(account, now, post);
      return await decodeRemotely(token, packageName, access, post);
    } catch (cause) {
      if (cause instanceof RemoteDecodeError && cause.code === "refused") return null;
      throw new VerifierUnavailableError("Google's decoder of Play Integrity tokens can't be asked", { cause });
    }
  };
}

const httpPost: Post = async (url, headers, body) => {
  const answer = await fetch(url, {
    method: "POST",
    headers,
    body,
    redirect: "error",
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  return { status: answer.status, body: await answer.text() };
};
