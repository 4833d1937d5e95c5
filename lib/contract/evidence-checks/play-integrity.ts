import type { CheckTable } from "./table";

/** The checks on a Play Integrity token and its verdict, in order. */
export const PLAY_INTEGRITY_CHECKS = {
  "token-decodes": { stage: "evidence", title: "The token is a JWE of the documented kind", binding: true },
  "token-decrypts": { stage: "evidence", title: "The token opens with the app's decryption key", binding: true },
  "token-signature": {
    stage: "evidence",
    title: "The verdict is signed with the app's verification key",
    binding: true,
  },
  "verdict-decodes": { stage: "evidence", title: "The verdict has the documented form", binding: true },
  "request-binding": { stage: "challenge", title: "The verdict answers the kind of request made", binding: true },
  "request-value": { stage: "challenge", title: "The verdict answers this challenge and request", binding: true },
  "request-time": { stage: "challenge", title: "The verdict is fresh", binding: true },
  "request-package": { stage: "app", title: "The registered app asked for the verdict", binding: true },
  "testing-response": { stage: "evidence", title: "The verdict is no response made for testers", binding: true },
  "app-recognition": { stage: "app", title: "Google Play recognises the app", binding: false },
  "app-package": { stage: "app", title: "The package is the registered one", binding: false },
  "app-signer": { stage: "app", title: "The app is signed by registered certificates", binding: false },
  "attested-app-version": { stage: "app", title: "The app version is new enough", binding: false },
  "device-integrity": { stage: "device", title: "The device meets device or strong integrity", binding: false },
  "strong-integrity": { stage: "device", title: "The device meets strong integrity", binding: false },
  "sdk-version": { stage: "device", title: "The system is new enough", binding: false },
  "device-activity": { stage: "device", title: "The device asks for a usual number of verdicts", binding: false },
  licensing: { stage: "app", title: "The account has the app from Google Play", binding: false },
  "app-access-risk": { stage: "device", title: "No app watches, covers or controls the screen", binding: false },
  "play-protect": { stage: "device", title: "Play Protect is on and finds nothing", binding: false },
} as const satisfies CheckTable;

export type PlayIntegrityCheck = keyof typeof PLAY_INTEGRITY_CHECKS;
