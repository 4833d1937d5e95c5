/**
 * The vendors' roots, pinned by public key: certificates around these keys expire and are renewed, the keys stay.
 * `deny` anchors exist to name the reason: their private keys are public, so what leads to them proves nothing.
 */

import { createHash, createPublicKey, type KeyObject } from "node:crypto";

export interface TrustAnchor {
  readonly id: string;
  readonly use: "trust" | "deny";
  /** True for roots of our own test phones: everything below them is test traffic, for good. */
  readonly test: boolean;
  /** The name certificates below it give as issuer, as DER. */
  readonly subject: Uint8Array;
  /** SHA-256 of the SubjectPublicKeyInfo, lower-case hex. */
  readonly spkiSha256: string;
  readonly key: KeyObject;
}

interface AnchorSource {
  readonly id: string;
  readonly use: "trust" | "deny";
  readonly test?: boolean;
  /** Name and SubjectPublicKeyInfo, DER in standard base64. */
  readonly subject: string;
  readonly spki: string;
}

/** Makes an anchor of a name and a key; throws when the key is none that node:crypto reads. */
export function anchor({ id, use, test = false, subject, spki }: AnchorSource): TrustAnchor {
  const der = Buffer.from(spki, "base64");
  return {
    id,
    use,
    test,
    subject: Buffer.from(subject, "base64"),
    spkiSha256: createHash("sha256").update(der).digest("hex"),
    key: createPublicKey({ key: der, format: "der", type: "spki" }),
  };
}

/**
 * Google hardware attestation root, RSA-4096. Source: https://android.googleapis.com/attestation/root and
 * android/keyattestation roots.json. One key in four certificates that expire 2026-05-24, 2034-11-18, 2036-11-13 and
 * 2042-03-15.
 * SPKI SHA-256 feb2ea7551ee316ed4bb443c8293b884dbfdea40b603ee3e4f4a897e4580fbae.
 */
export const GOOGLE_RSA: TrustAnchor = anchor({
  id: "google-hardware-rsa",
  use: "trust",
  subject: "MBsxGTAXBgNVBAUTEGY5MjAwOWU4NTNiNmIwNDU=",
  spki:
    "MIICIjANBgkqhkiG9w0BAQEFAAOCAg8AMIICCgKCAgEAr7bHgiuxpwHsK7Qui8xUFmOr75gvMsd/dTEDDJdSSxtf6An7xyqpRR90PL2abxM1" +
    "dEqlXnf2tqw1Ne4Xwl5jlRfdnJLmN0pTy/4lj4/7tv0Sk3iiKkypnEUtR6WfMgH0QZfKHM1+di+y9TFRtv6y//0rb+T+W8a9nsNL/ggjnar8" +
    "6461qO0rOs2cXjp3kOG1FEJ5MVmFmBGtnrKpa73XpXyTqRxB/M0n1n/W9nGqC4FSYa04T6N5RIZGBN2z2MT5IKGbFlbC8UrW0DxW7AYImQQc" +
    "HtGl/m00QLVWutHQoVJYnFPlXTcHYvASLu+RhhsbDmxMgJJ0mcDpvsC4PjvB+TxywElgS70vE0XmLD+OJtvsBslHZvPBKCOdT0MS+tgSOIfg" +
    "a+z1Z1g7+DVagf7quvmag8jfPioyKvxnK/EgsTUVi2ghzq8wm27ud/mIM7AY2qEORR8Go3TVB4HzWQgpZrt3i5MIlCaY504LzSRiigHCzAPl" +
    "Hws+W0rB5N+er5/2pJKnfBSDiCiFAVtCLOZ7gLiMm0jhO2B6tUXHI/+MRPjy02i59lINMRRev56GKtcd9qO/0kUJWdZTdA2XoS82ixPvZtXQ" +
    "pUpuL12ab+9EaDK8Z4RHJYYfCT3Q5vNAXaiWQ+8PTWm2QgBR/bkwSWc+NpUFgNPN9PvQi8WEg5UmAGMCAwEAAQ==",
});

/**
 * Google "Key Attestation CA1", P-384, expires 2035-07-15; remotely provisioned phones use it alone since 2026-04-10.
 * Source: https://android.googleapis.com/attestation/root and android/keyattestation roots.json.
 * SPKI SHA-256 3ee44512a1af2beb39c889490c60ea3f82e43f5d5a5532f5ab9419f676cd07ec.
 */
export const GOOGLE_CA1: TrustAnchor = anchor({
  id: "google-key-attestation-ca1",
  use: "trust",
  subject:
    "MFIxHDAaBgNVBAMME0tleSBBdHRlc3RhdGlvbiBDQTExEDAOBgNVBAsMB0FuZHJvaWQxEzARBgNVBAoMCkdvb2dsZSBMTEMxCzAJ" +
    "BgNVBAYTAlVT",
  spki:
    "MHYwEAYHKoZIzj0CAQYFK4EEACIDYgAEI9ojcU7fPlsFCjxy6IRqzgeOoK0b+YsV9FPQywiyw8EQRTkJ9u3qwfnI4DGoSLlBqClTXJfgfCcZ" +
    "vs60FikNMHnu4fkRzObfgDkU2KNXezT9/RQ+XvNslxPHrHCowhGr",
});

/**
 * AOSP "Android Keystore Software Attestation Root", P-256, expires 2036-01-06; its private key is public.
 * Source: AOSP system/keymaster and android/keyattestation SoftwareRoot.kt.
 * SPKI SHA-256 d5100c7942ef2e8310dc30ef82729680cf48d690735c3f68179a33c7c370f286.
 */
export const AOSP_EC: TrustAnchor = anchor({
  id: "aosp-software-ec",
  use: "deny",
  subject:
    "MIGYMQswCQYDVQQGEwJVUzETMBEGA1UECAwKQ2FsaWZvcm5pYTEWMBQGA1UEBwwNTW91bnRhaW4gVmlldzEVMBMGA1UECgwMR29v" +
    "Z2xlLCBJbmMuMRAwDgYDVQQLDAdBbmRyb2lkMTMwMQYDVQQDDCpBbmRyb2lkIEtleXN0b3JlIFNvZnR3YXJlIEF0dGVzdGF0aW9u" +
    "IFJvb3Q=",
  spki:
    "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE7l1ex+HA220Dpn7mthvsTWpdamguD/9/SQ59dx9EIm29sa/6FsvHrcV30lacqrewLVQBXT5D" +
    "KyqO107sSHVBpA==",
});

/**
 * AOSP software attestation root, RSA-1024, expires 2035-12-30; its private key is public. Source: AOSP
 * system/keymaster.
 * SPKI SHA-256 f2c4746f545946c100e72297f8f946344d7052f03a2f694221f9c893b0e6f711.
 */
export const AOSP_RSA: TrustAnchor = anchor({
  id: "aosp-software-rsa",
  use: "deny",
  subject:
    "MGMxCzAJBgNVBAYTAlVTMRMwEQYDVQQIDApDYWxpZm9ybmlhMRYwFAYDVQQHDA1Nb3VudGFpbiBWaWV3MRUwEwYDVQQKDAxHb29n" +
    "bGUsIEluYy4xEDAOBgNVBAsMB0FuZHJvaWQ=",
  spki:
    "MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQCia63rbi5EYe/VDoLmt5TRdSMfd5tjkWP/96r/C3JHTsAsQ+wzfNes7UA+jCigZtX3hwsz" +
    "l94OuE4TQKuvpSe/lWmgMdsGUmX4RFlXYfC78hdLt0GAZMAoDo9Sd47b0ke2RekZyOmLw9vCkT/X11DEHTVm+Vfkl5YLCazOkjWFmwIDAQAB",
});

/**
 * Apple App Attestation Root CA, P-384, expires 2045-03-15.
 * Source: https://www.apple.com/certificateauthority/private/.
 * SPKI SHA-256 1ae751fd29896d0f1f13fe226c063f445d40d8938acc6245c251ecc0679330bd.
 */
export const APPLE: TrustAnchor = anchor({
  id: "apple-app-attestation",
  use: "trust",
  subject:
    "MFIxJjAkBgNVBAMMHUFwcGxlIEFwcCBBdHRlc3RhdGlvbiBSb290IENBMRMwEQYDVQQKDApBcHBsZSBJbmMuMRMwEQYDVQQIDApD" +
    "YWxpZm9ybmlh",
  spki:
    "MHYwEAYHKoZIzj0CAQYFK4EEACIDYgAERTHhmLW07ATaFQIEVwTtT4dyctdhNbJhFs/Ii2FdCgAHGbpphY3+d8qjuDngIN3WVhQUBHAoMeQ/" +
    "cLiP1sOUtgjqK9auYen1mMEvRq9Sk3Jm5X8U62H+xTD3FE9TgS41",
});

/** What Android Key Attestation chains may lead to. */
export const KEY_ATTESTATION_ANCHORS: readonly TrustAnchor[] = [GOOGLE_RSA, GOOGLE_CA1, AOSP_EC, AOSP_RSA];

/** What App Attest certificates may lead to. */
export const APP_ATTEST_ANCHORS: readonly TrustAnchor[] = [APPLE];
