import { RejectedPackageError, type Rejection } from "../rejection";
import { decodeSigners } from "./signer";
import type { BlockScheme, SigningBlock } from "./signing-block";
import { strippedSchemes } from "./stripping";
import { type VerifiedSigner, verifySigner } from "./verify-signer";

const V2_SIGNERS_MAX = 10;

/** The signers of each scheme that is present, in the block's order, and every reason against them. */
export interface ApkSignatures {
  readonly signers: Readonly<Record<BlockScheme, readonly VerifiedSigner[]>>;
  readonly rejections: readonly Rejection[];
}

/**
 * Verifies every signer of every scheme in the block. A scheme that is present but invalid counts against the package:
 * there is no falling back to a lower one.
 */
export function verifySignatures(block: SigningBlock): ApkSignatures {
  const rejections: Rejection[] = [];
  const verify = (scheme: BlockScheme) => {
    const value = block.schemes.get(scheme);
    return value === undefined ? [] : collect(rejections, () => verifyScheme(scheme, value), []);
  };
  const signers = { v2: verify("v2"), v3: verify("v3"), "v3.1": verify("v3.1") };
  rejections.push(...strippedSchemes(block.schemes, signers));
  return { signers, rejections };
}

function verifyScheme(scheme: BlockScheme, block: Buffer): VerifiedSigner[] {
  const records = decodeSigners(scheme, block);
  if (records.length === 0) {
    throw new RejectedPackageError("no-signers", `The ${scheme} signature names no signer.`);
  }
  if (scheme === "v2" && records.length > V2_SIGNERS_MAX) {
    const message = `The v2 signature has ${records.length} signers; Android takes at most ${V2_SIGNERS_MAX}.`;
    throw new RejectedPackageError("too-many-signers", message);
  }
  return records.map((record) => verifySigner(scheme, record));
}

/** The result of `step`, or `otherwise` with its rejection collected. */
function collect<T>(rejections: Rejection[], step: () => T, otherwise: T): T {
  try {
    return step();
  } catch (error) {
    if (!(error instanceof RejectedPackageError)) throw error;
    rejections.push({ code: error.code, message: error.message });
    return otherwise;
  }
}
