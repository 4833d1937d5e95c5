import { PLATFORMS } from "../../lib/contract/evidence";
import type { ConfigResponse, TestApp } from "../../lib/contract/protocol";
import { AttestryError } from "../../lib/errors";
import { discoveryDocument, publishKeys } from "../../lib/tokens/jwks";
import type { Request } from "../http/message";
import type { Service } from "../service";
import { showsTestKey } from "../test-key";

/** Seconds before a token's expiry at which SDKs should attest again: relying parties grant no leeway. */
const REFRESH_BEFORE_EXPIRY_SECONDS = 30;

/** `GET /v1/config?app=&platform=`: what an SDK needs to know about its app. Public. */
export function configOf(service: Service, query: URLSearchParams): ConfigResponse {
  const platform = PLATFORMS.find((known) => known === query.get("platform"));
  const appId = query.get("app") ?? "";
  const snapshot = service.snapshot();
  const app = platform === undefined ? null : snapshot.findApp(platform, appId);
  if (app === null) throw new AttestryError("not_found", "This app is not registered for this platform.");
  return {
    app: app.appId,
    platform: app.platform,
    version: snapshot.version,
    domains: snapshot.apisOf(app.id).map(({ domain, settings }) => ({
      domain,
      headerName: settings.headerName,
      headerPrefix: settings.headerPrefix,
    })),
    refreshBeforeExpirySeconds: REFRESH_BEFORE_EXPIRY_SECONDS,
  };
}

export function keySet(service: Service): unknown {
  return publishKeys(service.snapshot().publishedKeys);
}

/** `GET /.well-known/custom-jwks.json`: the key that signs custom JWTs. */
export function customKeySet(service: Service): unknown {
  return publishKeys([service.keys.jwtKey]);
}

export function discovery(service: Service): unknown {
  return discoveryDocument(service.config.dataplaneUrl);
}

/** `GET /v1/test/apps`: registered apps and builds, for simulated phones that hold the test key. */
export function testApps(service: Service, request: Request): TestApp[] {
  if (!showsTestKey(request, service.keys.testKey)) {
    throw new AttestryError("invalid_token", "The test key is not this deployment's.");
  }
  return service.snapshot().apps.map(({ appId, platform, name, builds, acceptsTestTraffic }) => ({
    app: appId,
    platform,
    name,
    acceptsTestTraffic,
    builds: builds.map(({ versionName, versionCode, signerDigests, teamId }) => ({
      versionName,
      versionCode,
      signerDigests,
      teamId,
    })),
  }));
}
