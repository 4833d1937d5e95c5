/**
 * An app in a process of its own, so that its memory can be looked at. Takes its options as JSON in the first argument,
 * asks for the URL there with a placeholder in it, prints the answer's status, and stays until its stdin ends.
 */
import { createAttestry } from "../../sdk";
import { APP } from "./registration";

interface PhoneOptions {
  readonly url: string;
  readonly rooted: boolean;
  readonly target: string;
}

/** Runtime guarantee: the test that starts this process writes its options. */
function options(): PhoneOptions {
  return JSON.parse(process.argv[2] ?? "") as PhoneOptions;
}

const { url, rooted, target } = options();
const attestry = createAttestry({
  url,
  app: APP.app,
  platform: "android",
  appVersion: "1.0.0",
  versionCode: 1,
  signerDigests: [APP.signer],
  device: { model: "Pixel 8", osVersion: "15", patchLevel: "2026-10-01" },
  background: false,
  secrets: true,
  decision: "proceed",
  signalProviders: [{ signals: ["root"], measure: async () => (rooted ? [{ signal: "root" }] : []) }],
});
await attestry.initialize();
attestry.addSubstitutionQueryParam("key");
const { status } = await attestry.attestedFetch(target);
process.stdout.write(`${status}\n`);
process.stdin.resume().on("end", () => process.exit());
