import { createAttestedFetch } from "./attested-fetch";
import { readJwtClaims } from "./custom-jwt";
import { createEngine, type Engine, type StatusEvent } from "./engine";
import { AttestryNetworkError, AttestryOtherError, AttestryRejectionError, typedError } from "./errors";
import { createHeaderControls, type HeaderControls } from "./header-controls";
import { type AttestryOptions, resolveOptions, type Settings } from "./options";
import type { Secrets } from "./secrets";
import { createSubstitutions, type SubstitutionControls } from "./substitution";
import type { UsableToken } from "./token-cache";
import { type Fetch, platformFetch } from "./transport";
import { requestUrl } from "./urls";

/** The SDK of one app. Every method that rejects does so with an `AttestryError`, but for wrong arguments (TypeError). */
export interface Attestry extends HeaderControls, SubstitutionControls {
  /**
   * Starts the SDK; the same options again are harmless, others are a TypeError. Without any options, here or at
   * creation, the SDK is bypassed: requests go out as they are, and a later call with options starts it.
   */
  initialize(options?: AttestryOptions): Promise<void>;
  readonly isInitialized: boolean;
  /** False before initialize() and in bypass. */
  readonly isProtecting: boolean;
  /** A token for the URL's API domain. The SDK caches it, the app must not. `binding` is the value to bind it to. */
  fetchToken(url: string | URL, request?: { readonly binding?: string }): Promise<UsableToken>;
  /** The platform's `fetch`, with the token of each request's API domain. */
  readonly attestedFetch: Fetch;
  /** Attests now. Rejects when refused *and* the policy tells apps so; for the user's convenience only. */
  precheck(): Promise<{ readonly arc: string }>;
  /** Runtime secrets. Prefer placeholders in requests, which keep the values out of the app's memory. */
  readonly secrets: Secrets;
  /**
   * A string that opens on a passing instance only. Without `newValue` reads it: this instance's own, else the app's
   * secret of this name, else null. A `newValue` defines this instance's own; `""` deletes it.
   */
  fetchSecureString(name: string, newValue?: string | null): Promise<string | null>;
  /** A JWT with the app's claims, signed by the service after a pass; verify it by `/.well-known/custom-jwks.json`. */
  fetchCustomJwt(claims: Readonly<Record<string, unknown>>): Promise<string>;
  /** Standard base64 of 16 bytes, null before the first enrolment. */
  getInstanceId(): string | null;
  /** The code of the latest attestation; a token's own code is in what `fetchToken` gives. */
  getLastArc(): string | null;
  /** Called for everything that happens, also in the background; returns how to stop. */
  onStatus(listener: (event: StatusEvent) => void): () => void;
  /** Ends background work; initialize() starts it again. */
  close(): void;
}

/** Creates the SDK; throws a TypeError that names the wrong option. */
export function createAttestry(options?: AttestryOptions): Attestry {
  const listeners = new Set<(event: StatusEvent) => void>();
  const { names, controls } = createHeaderControls();
  const { substitutions, controls: substitutionControls } = createSubstitutions(() => names.binding);
  const given = options === undefined ? null : resolveOptions(options);
  let initialized = false;
  let engine: Engine | null = null;

  function emit(event: StatusEvent): void {
    // In a task of its own: a listener that throws is the app's matter and must not end an attestation.
    for (const listener of listeners) queueMicrotask(() => listener(event));
  }

  async function initialize(later?: AttestryOptions): Promise<void> {
    const settings = later === undefined ? given : resolveOptions(later);
    if (engine !== null && settings !== null && identity(settings) !== identity(engine.settings)) {
      throw new TypeError("initialize() was called before with other options");
    }
    initialized = true;
    if (engine !== null || settings === null) return;
    engine = createEngine(settings, emit);
    await engine.start(names.binding.length > 0);
  }

  function requireEngine(): Engine {
    if (engine !== null) return engine;
    throw new AttestryOtherError(initialized ? "DISABLED" : "NOT_INITIALIZED");
  }

  return {
    initialize,
    get isInitialized() {
      return initialized;
    },
    get isProtecting() {
      return engine !== null;
    },
    async fetchToken(url, request) {
      const target = requestUrl(url);
      const protecting = requireEngine();
      if (target === null) throw new AttestryOtherError("BAD_URL");
      return protecting.token(target, request?.binding ?? null);
    },
    attestedFetch: createAttestedFetch(() => ({
      fetch: (engine?.settings ?? given)?.fetch ?? platformFetch,
      mode: (engine?.settings ?? given)?.decision ?? "closed",
      bypass: initialized && engine === null,
      engine,
      names,
      substitutions,
    })),
    ...controls,
    ...substitutionControls,
    setBindingHeader(bound) {
      const wanted = typeof bound === "string" ? [bound] : (bound ?? []);
      const swapped = wanted.find((name) => substitutions.headers.has(name.toLowerCase()));
      if (swapped !== undefined) throw new TypeError(`${swapped} is substituted and can't be bound too`);
      controls.setBindingHeader(bound);
    },
    secrets: {
      get: async (name) => requireEngine().secrets.get(name),
      names: async () => requireEngine().secrets.names(),
    },
    fetchSecureString: async (name, newValue) =>
      requireEngine().secureStrings.fetch(name, newValue).catch(rethrowTyped),
    async fetchCustomJwt(claims) {
      const protecting = requireEngine();
      const { jwt } = await protecting.request({ jwt_claims: readJwtClaims(claims) });
      if (jwt === null) throw new AttestryNetworkError("NO_SERVICE", new Error("no JWT came"));
      return jwt;
    },
    async precheck() {
      const { arc, reasons } = (await requireEngine().attestNow()).answer;
      if (reasons !== undefined && reasons.length > 0) throw new AttestryRejectionError(arc, reasons);
      return { arc };
    },
    getInstanceId: () => engine?.instanceId() ?? null,
    getLastArc: () => engine?.lastArc() ?? null,
    onStatus(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close() {
      engine?.stop();
      engine = null;
      initialized = false;
    },
  };
}

function rethrowTyped(error: unknown): never {
  throw typedError(error);
}

/** What makes two sets of options the same set-up. */
function identity({ url, app, platform, appVersion, versionCode, signerDigests, decision }: Settings): string {
  return JSON.stringify([url, app, platform, appVersion, versionCode, signerDigests, decision]);
}
