import { parseDevelopmentSecret } from "../lib/contract/development-secret";
import type { Platform } from "../lib/contract/evidence";
import { type BackOff, DEFAULT_BACK_OFF } from "./back-off";
import { type Clock, systemClock } from "./clock";
import type { SignalProvider } from "./environment";
import { type EvidenceProvider, softwareEvidence } from "./evidence-provider";
import { hasWebCrypto } from "./instance-key";
import { memorySecureStore, type SecureStore } from "./secure-store";
import type { DecisionMode } from "./status";
import { memoryStore, type Store } from "./store";
import { type Fetch, fetchTransport, platformFetch, type Transport } from "./transport";
import { isLoopback, parseUrl } from "./urls";
import { SDK_VERSION } from "./version";

/** How an app sets the SDK up. Only the first group says who the app is; the rest has defaults. */
export interface AttestryOptions {
  /** Address of the attestation service, e.g. `https://attest.example.com`. */
  readonly url: string;
  /** Package name or bundle id. */
  readonly app: string;
  readonly platform: Platform;
  /** Version as users see it, e.g. `7.14.0`. */
  readonly appVersion: string;
  /** Android's version code; on iOS CFBundleVersion as a number. */
  readonly versionCode: number;
  /** SHA-256 of the app's signing certificates in hex, with or without colons. */
  readonly signerDigests: readonly string[];
  readonly device: {
    /** e.g. `Pixel 8` or `iPhone15,2`. */
    readonly model: string;
    readonly osVersion: string;
    /** Android's security patch level, YYYY-MM-DD; what does not look like one is left out. */
    readonly patchLevel?: string;
  };

  readonly signalProviders?: readonly SignalProvider[];
  /** Default: in memory, so that every start enrols anew. */
  readonly store?: Store;
  /** Where secure strings are kept, sealed. Default: in memory. */
  readonly secureStore?: SecureStore;
  /** Whether runtime secrets are asked for with every attestation; default only once one was needed. */
  readonly secrets?: boolean;
  /** Default: a software key, which passes only where the policy allows it. */
  readonly evidenceProvider?: EvidenceProvider;
  /** What happens to requests without a token; default `closed`. */
  readonly decision?: DecisionMode;
  /** Free label shown in the console: 1 to 128 printable ASCII characters. */
  readonly tag?: string;
  /** Whether the SDK attests ahead of need: at start, before tokens expire, when signals change. Default true. */
  readonly background?: boolean;
  /** Seconds between two looks at the environment while in use, for providers without `watch`. Default 60. */
  readonly measureIntervalSeconds?: number;
  /** Seconds until one exchange with the service counts as failed. Default 10. */
  readonly timeoutSeconds?: number;
  readonly backOff?: Partial<BackOff>;
  /** Allows plain http to a service that is not on this machine. Never in a released app. */
  readonly allowInsecureService?: boolean;
  /** Marks the operator's own test traffic. */
  readonly testing?: { readonly key: string; readonly country?: string };
  /** The line that the console shows once for a development credential. Never in a released app. */
  readonly developmentCredential?: string;
  /** What a service layer around the SDK reports instead of the SDK's version, e.g. `react-native/1.2.0`. */
  readonly sdkVersion?: string;

  readonly fetch?: Fetch;
  readonly transport?: Transport;
  readonly clock?: Clock;
  /** Uniform in [0, 1); used for jitter only. */
  readonly random?: () => number;
}

type Defaulted =
  | "signalProviders"
  | "store"
  | "secureStore"
  | "secrets"
  | "evidenceProvider"
  | "decision"
  | "background"
  | "measureIntervalSeconds"
  | "timeoutSeconds"
  | "sdkVersion"
  | "fetch"
  | "transport"
  | "clock"
  | "random";

/** Options with every default filled in and every value checked. */
export type Settings = Omit<AttestryOptions, Defaulted | "backOff"> &
  Required<Pick<AttestryOptions, Defaulted>> & { readonly backOff: BackOff };

/** Checks the options; throws a `TypeError` with one sentence that names the wrong one. */
export function resolveOptions(options: AttestryOptions): Settings {
  if (!hasWebCrypto()) throw new TypeError("crypto.subtle is missing: install a WebCrypto polyfill first");
  const fetch = options.fetch ?? platformFetch;
  return {
    signalProviders: [],
    evidenceProvider: softwareEvidence,
    decision: "closed",
    background: true,
    measureIntervalSeconds: 60,
    timeoutSeconds: 10,
    sdkVersion: SDK_VERSION,
    transport: fetchTransport(fetch),
    clock: systemClock,
    random: Math.random,
    ...options,
    store: options.store ?? memoryStore(),
    secureStore: options.secureStore ?? memorySecureStore(),
    secrets: options.secrets ?? false,
    fetch,
    backOff: { ...DEFAULT_BACK_OFF, ...options.backOff },
    url: serviceUrl(options),
    app: matching("app", options.app, /^[A-Za-z0-9][A-Za-z0-9_.-]{0,199}$/),
    appVersion: matching("appVersion", options.appVersion, /^.{1,64}$/),
    versionCode: wholeNumber("versionCode", options.versionCode),
    signerDigests: options.signerDigests.map(signerDigest),
    ...(options.developmentCredential === undefined
      ? {}
      : { developmentCredential: developmentLine(options.developmentCredential) }),
    ...(options.tag === undefined ? {} : { tag: matching("tag", options.tag, /^[\x20-\x7e]{1,128}$/) }),
  };
}

function developmentLine(line: string): string {
  if (parseDevelopmentSecret(line) === null)
    throw new TypeError("developmentCredential is not what the console showed");
  return line;
}

function serviceUrl({ url, allowInsecureService }: AttestryOptions): string {
  const parsed = parseUrl(url);
  if (parsed === null) throw new TypeError("url is not an address: give it like https://attest.example.com");
  const { protocol, hostname } = parsed;
  const insecure = protocol === "http:" && (isLoopback(hostname) || allowInsecureService === true);
  if (protocol !== "https:" && !insecure) throw new TypeError("url must start with https://");
  return url.replace(/\/+$/, "");
}

function matching(name: string, value: string, pattern: RegExp): string {
  if (typeof value !== "string" || !pattern.test(value)) throw new TypeError(`${name} can't be used: ${pattern}`);
  return value;
}

function wholeNumber(name: string, value: number): number {
  if (!Number.isSafeInteger(value) || value < 0) throw new TypeError(`${name} must be a whole number from 0`);
  return value;
}

function signerDigest(digest: string): string {
  return matching("signerDigests", digest.replaceAll(":", "").toLowerCase(), /^[0-9a-f]{64}$/);
}
