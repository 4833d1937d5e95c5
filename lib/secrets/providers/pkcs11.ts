import { randomBytes } from "node:crypto";
import { type Attribute, type Handle, type Library, loadLibrary, type Module } from "./pkcs11-library";
import { type KeyProvider, KeyProviderError } from "./provider";

export interface Pkcs11Options {
  /** Path of the HSM vendor's library. */
  readonly module: string;
  /** Label of the token. */
  readonly token: string;
  readonly pin: string;
  /** Label of the AES key in it; made at the first use, never to leave it. */
  readonly key: string;
}

const KEY_BYTES = 32;
const IV_BYTES = 12;
const TAG_BITS = 128;

/** An open session with what its operations need. */
interface Session {
  readonly library: Library;
  readonly module: Module;
  readonly handle: Handle;
}

/**
 * A key in an HSM by PKCS #11 v2.40: AES-256 with CKM_AES_GCM (section 2.12.3 of the mechanisms). Needs the optional
 * package pkcs11js, which npm builds where there is a C++ compiler.
 */
export function pkcs11Provider(options: Pkcs11Options): KeyProvider {
  let opening: Promise<Session> | null = null;

  async function use<T>(work: (session: Session) => T): Promise<T> {
    opening ??= openSession(options);
    try {
      return work(await opening);
    } catch (error) {
      const session = await opening.catch(() => null);
      opening = null;
      // A lost session would stay lost; the next call opens another.
      if (session !== null) closeSession(session);
      throw toProviderError(error);
    }
  }

  return {
    name: "pkcs11",
    wrap: (plaintext, context) =>
      use((session) => {
        const iv = randomBytes(IV_BYTES);
        const { module, handle } = session;
        const key = findKey(session, options.key) ?? makeKey(session, options.key);
        module.C_EncryptInit(handle, gcm(session.library, iv, context), key);
        const room = Buffer.alloc(plaintext.length + TAG_BITS / 8);
        const sealed = module.C_Encrypt(handle, Buffer.from(plaintext), room);
        const wrapped = `${encodeURIComponent(options.key)}:${Buffer.concat([iv, sealed]).toString("base64url")}`;
        return { wrapped, keyName: nameOf(options) };
      }),
    unwrap: (wrapped, context) =>
      use((session) => {
        const [label = "", text = ""] = wrapped.split(":");
        const bytes = Buffer.from(text, "base64url");
        const key = findKey(session, decodeURIComponent(label));
        if (key === null) throw new KeyProviderError("refused", `The HSM has no key ${decodeURIComponent(label)}.`);
        return decrypt(session, key, bytes, context);
      }),
    keyName: async () => nameOf(options),
    close() {
      void opening?.then(closeSession, () => undefined);
      opening = null;
    },
  };
}

function nameOf({ token, key }: Pkcs11Options): string {
  return `${token}/${key}`;
}

async function openSession({ module: path, token, pin }: Pkcs11Options): Promise<Session> {
  const library = await loadLibrary();
  const module = new library.PKCS11();
  module.load(path);
  try {
    module.C_Initialize();
  } catch (error) {
    // Another provider of this process initialised the library before (CKR_CRYPTOKI_ALREADY_INITIALIZED): as good.
    if (!String(error).includes("ALREADY_INITIALIZED")) throw error;
  }
  const slot = module.C_GetSlotList(true).find((one) => module.C_GetTokenInfo(one).label.trim() === token);
  if (slot === undefined) throw new KeyProviderError("unavailable", `The HSM has no token ${token}.`);
  const handle = module.C_OpenSession(slot, library.CKF_RW_SESSION | library.CKF_SERIAL_SESSION);
  try {
    module.C_Login(handle, library.CKU_USER, pin);
  } catch (error) {
    if (!String(error).includes("ALREADY_LOGGED_IN")) throw error;
  }
  return { library, module, handle };
}

function closeSession({ module, handle }: Session): void {
  try {
    module.C_CloseSession(handle);
  } catch {
    // It was lost already.
  }
}

function findKey({ library, module, handle }: Session, label: string): Handle | null {
  module.C_FindObjectsInit(handle, [
    { type: library.CKA_CLASS, value: library.CKO_SECRET_KEY },
    { type: library.CKA_LABEL, value: label },
  ]);
  try {
    return module.C_FindObjects(handle);
  } finally {
    module.C_FindObjectsFinal(handle);
  }
}

function makeKey({ library, module, handle }: Session, label: string): Handle {
  const template: Attribute[] = [
    { type: library.CKA_CLASS, value: library.CKO_SECRET_KEY },
    { type: library.CKA_KEY_TYPE, value: library.CKK_AES },
    { type: library.CKA_VALUE_LEN, value: KEY_BYTES },
    { type: library.CKA_LABEL, value: label },
    { type: library.CKA_TOKEN, value: true },
    { type: library.CKA_PRIVATE, value: true },
    { type: library.CKA_SENSITIVE, value: true },
    { type: library.CKA_EXTRACTABLE, value: false },
    { type: library.CKA_ENCRYPT, value: true },
    { type: library.CKA_DECRYPT, value: true },
  ];
  return module.C_GenerateKey(handle, { mechanism: library.CKM_AES_KEY_GEN, parameter: null }, template);
}

/** A failed authentication is CKR_GENERAL_ERROR with some HSMs, so whatever decryption answers is a refusal. */
function decrypt({ library, module, handle }: Session, key: Handle, bytes: Buffer, context: string): Buffer {
  try {
    module.C_DecryptInit(handle, gcm(library, bytes.subarray(0, IV_BYTES), context), key);
    return Buffer.from(module.C_Decrypt(handle, bytes.subarray(IV_BYTES), Buffer.alloc(bytes.length)));
  } catch (cause) {
    throw new KeyProviderError("refused", "The HSM did not wrap this, or it was altered.", cause);
  }
}

function gcm(library: Library, iv: Buffer, context: string) {
  const parameter = {
    type: library.CK_PARAMS_AES_GCM,
    iv,
    aad: Buffer.from(context),
    ivBits: IV_BYTES * 8,
    tagBits: TAG_BITS,
  };
  return { mechanism: library.CKM_AES_GCM, parameter };
}

/** The HSM's code says what is wrong (PKCS #11 section 5.1.6); the PIN is never in it. */
function toProviderError(error: unknown): KeyProviderError {
  if (error instanceof KeyProviderError) return error;
  const [code = "an unknown error"] = /CKR_[A-Z_]+/.exec(String(error)) ?? [];
  const isRefusal = /PIN|ENCRYPTED_DATA|KEY_|MECHANISM|AEAD|ARGUMENTS|DATA_/.test(code);
  return new KeyProviderError(isRefusal ? "refused" : "unavailable", `The HSM answered ${code}.`, error);
}
