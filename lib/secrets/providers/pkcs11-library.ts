import { KeyProviderError } from "./provider";

/** Something of the HSM's: a slot, a session, a key. */
export type Handle = Buffer;

export interface Attribute {
  readonly type: number;
  readonly value: string | number | boolean;
}

export interface Mechanism {
  readonly mechanism: number;
  readonly parameter: object | null;
}

/** The functions of PKCS #11 (Cryptoki v2.40) that the provider calls, as pkcs11js offers them. */
export interface Module {
  load(path: string): void;
  C_Initialize(): void;
  C_GetSlotList(tokenPresent: boolean): Handle[];
  C_GetTokenInfo(slot: Handle): { readonly label: string };
  C_OpenSession(slot: Handle, flags: number): Handle;
  C_CloseSession(session: Handle): void;
  C_Login(session: Handle, userType: number, pin: string): void;
  C_FindObjectsInit(session: Handle, template: Attribute[]): void;
  C_FindObjects(session: Handle): Handle | null;
  C_FindObjectsFinal(session: Handle): void;
  C_GenerateKey(session: Handle, mechanism: Mechanism, template: Attribute[]): Handle;
  C_EncryptInit(session: Handle, mechanism: Mechanism, key: Handle): void;
  C_Encrypt(session: Handle, data: Buffer, room: Buffer): Buffer;
  C_DecryptInit(session: Handle, mechanism: Mechanism, key: Handle): void;
  C_Decrypt(session: Handle, data: Buffer, room: Buffer): Buffer;
}

const CONSTANTS = [
  "CKF_RW_SESSION",
  "CKF_SERIAL_SESSION",
  "CKU_USER",
  "CKA_CLASS",
  "CKA_LABEL",
  "CKA_KEY_TYPE",
  "CKA_VALUE_LEN",
  "CKA_TOKEN",
  "CKA_PRIVATE",
  "CKA_SENSITIVE",
  "CKA_EXTRACTABLE",
  "CKA_ENCRYPT",
  "CKA_DECRYPT",
  "CKO_SECRET_KEY",
  "CKK_AES",
  "CKM_AES_KEY_GEN",
  "CKM_AES_GCM",
  "CK_PARAMS_AES_GCM",
] as const;

/** pkcs11js: its module and the constants of the standard. */
export type Library = { readonly PKCS11: new () => Module } & Readonly<Record<(typeof CONSTANTS)[number], number>>;

/** An optional package: named by a variable, so that types and bundles do without it. */
const PACKAGE: string = "pkcs11js";

/** Loads pkcs11js. Throws a KeyProviderError where npm could not build it. */
export async function loadLibrary(): Promise<Library> {
  try {
    const loaded: { readonly default?: unknown } = await import(PACKAGE);
    return asLibrary(loaded.default ?? loaded);
  } catch (cause) {
    const message = "The package pkcs11js is not installed: npm builds it where there is a C++ compiler.";
    throw new KeyProviderError("refused", message, cause);
  }
}

/** Runtime guarantee: the class and every constant are there; its functions are those of the standard. */
function asLibrary(loaded: unknown): Library {
  const members = new Map(typeof loaded === "object" && loaded !== null ? Object.entries(loaded) : []);
  const complete = typeof members.get("PKCS11") === "function" && CONSTANTS.every((name) => members.has(name));
  if (!complete) throw new Error("the package is not the one that was expected");
  return loaded as Library;
}
