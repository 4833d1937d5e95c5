import { request as httpRequest, type RequestOptions } from "node:http";
import { request as httpsRequest } from "node:https";
import { VERSION } from "../version";
import { ATTEMPT_TIMEOUT_MS, type AttemptResult, problemOf } from "./attempt";
import { ReceiverError, type ReceiverPolicy } from "./receivers";

/** Bytes of an answer that are read before the connection is cut; nobody looks at them. */
const ANSWER_BYTES_MAX = 64 * 1024;

/**
 * Posts a body once. The host is resolved first and the connection goes to the address that was checked, so that a name
 * that changes in between leads nowhere else; a redirect is a failure and is not followed.
 */
export async function postOnce(
  policy: ReceiverPolicy,
  url: string,
  headers: Readonly<Record<string, string>>,
  body: string,
): Promise<AttemptResult> {
  try {
    const target = new URL(url);
    const { address, family, isPrivate } = await policy.resolve(target.hostname);
    if (target.protocol !== "https:" && !isPrivate) throw new ReceiverError("plain http is for private receivers only");
    const status = await post(target, { address, family }, headers, body);
    if (status >= 200 && status < 300) return { status, problem: null, gone: false };
    const problem =
      status >= 300 && status < 400 ? `answered ${status}; redirects are not followed` : `answered ${status}`;
    return { status, problem, gone: status === 410 };
  } catch (error) {
    return { status: null, problem: problemOf(error), gone: false };
  }
}

function post(
  target: URL,
  checked: { address: string; family: 4 | 6 },
  headers: Readonly<Record<string, string>>,
  body: string,
): Promise<number> {
  const options: RequestOptions = {
    method: "POST",
    agent: false,
    signal: AbortSignal.timeout(ATTEMPT_TIMEOUT_MS),
    lookup: (_host, lookupOptions, done) => {
      if (lookupOptions.all) done(null, [checked]);
      else done(null, checked.address, checked.family);
    },
    headers: {
      "content-type": "application/json",
      "content-length": Buffer.byteLength(body),
      "user-agent": `Attestry/${VERSION}`,
      ...headers,
    },
  };
  const send = target.protocol === "https:" ? httpsRequest : httpRequest;
  return new Promise((resolve, reject) => {
    const req = send(target, options, (res) => {
      let bytes = 0;
      res.on("data", (chunk: Buffer) => {
        bytes += chunk.length;
        if (bytes > ANSWER_BYTES_MAX) res.destroy();
      });
      // The status is the whole answer; how the rest of it ends does not matter.
      res.on("close", () => resolve(res.statusCode ?? 0));
      res.on("error", () => resolve(res.statusCode ?? 0));
    });
    req.on("error", reject);
    req.end(body);
  });
}
