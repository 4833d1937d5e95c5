import { AxmlError } from "../encoding/axml/axml-error";
import { BerError } from "../encoding/ber";
import { DecodeError } from "../encoding/decode-error";
import { MachoError } from "../encoding/macho/macho-error";
import { PlistError } from "../encoding/plist/plist-value";
import { ProtobufError } from "../encoding/protobuf";
import { ZipError } from "../encoding/zip/zip-error";
import { RejectedPackageError, type Rejection } from "./rejection";

/** Collects the reasons against a package, so that one inspection names all of them and not only the first. */
export class Findings {
  readonly reasons: Rejection[] = [];

  get isClean(): boolean {
    return this.reasons.length === 0;
  }

  add(...reasons: readonly Rejection[]): void {
    for (const { code, message } of reasons) {
      const isKnown = this.reasons.some((reason) => reason.code === code && reason.message === message);
      if (!isKnown) this.reasons.push({ code, message });
    }
  }

  /** The step's result, or null with its reason added. Errors that are not the package's fault pass through. */
  async attempt<T>(step: () => T | Promise<T>): Promise<T | null> {
    try {
      return await step();
    } catch (error) {
      this.add(asRejection(error));
      return null;
    }
  }
}

/** Every way in which a package itself can be wrong; all other errors are ours and pass through. */
function asRejection(error: unknown): Rejection {
  if (error instanceof RejectedPackageError) return error;
  if (error instanceof ZipError || error instanceof AxmlError || error instanceof ProtobufError) return error;
  if (error instanceof BerError || error instanceof PlistError || error instanceof MachoError) return error;
  if (error instanceof DecodeError && error.code === "source-truncated") {
    return { code: "source-truncated", message: error.message };
  }
  throw error;
}
