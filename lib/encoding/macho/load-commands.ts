import { BoundedView } from "../bounded-view";
import type { ByteSource } from "../byte-source";
import { malformed } from "./macho-error";
import { architectureName } from "./slices";

const MAGIC_32 = 0xfeedface;
const MAGIC_64 = 0xfeedfacf;
const HEADER_BYTES_32 = 28;
const HEADER_BYTES_64 = 32;
const COMMANDS_BYTES_MAX = 4 * 1024 * 1024;

const LC_CODE_SIGNATURE = 0x1d;
const LC_ENCRYPTION_INFO = 0x21;
const LC_ENCRYPTION_INFO_64 = 0x2c;

/** What a slice's load commands say (mach-o/loader.h), as far as its code signature needs it. In bytes of the slice. */
export interface LoadCommands {
  readonly architecture: string;
  /** Where header and load commands end. */
  readonly end: number;
  /** Where the code signature lies; null when there is none. */
  readonly signature: { readonly offset: number; readonly size: number } | null;
  /** What the store has encrypted; null when nothing is. */
  readonly encrypted: { readonly offset: number; readonly size: number } | null;
}

/** Throws a MachoError. */
export async function readLoadCommands(slice: ByteSource): Promise<LoadCommands> {
  if (slice.size < HEADER_BYTES_64) throw malformed("it is too short for a header");
  const header = new BoundedView(await slice.read(0, HEADER_BYTES_64), malformed);
  const magic = header.u32(0);
  if (magic !== MAGIC_32 && magic !== MAGIC_64) throw malformed("it is no Mach-O file");
  const size = header.u32(20);
  const start = magic === MAGIC_64 ? HEADER_BYTES_64 : HEADER_BYTES_32;
  if (size > COMMANDS_BYTES_MAX || start + size > slice.size) throw malformed("its load commands are cut off");
  const commands = new BoundedView(await slice.read(start, size), malformed);
  const architecture = architectureName(header.u32(4), header.u32(8));
  return { architecture, end: start + size, ...scan(commands, header.u32(16)) };
}

function scan(commands: BoundedView, count: number): Pick<LoadCommands, "signature" | "encrypted"> {
  let signature: LoadCommands["signature"] = null;
  let encrypted: LoadCommands["encrypted"] = null;
  for (let at = 0, index = 0; index < count; index++) {
    const command = commands.u32(at);
    const size = commands.u32(at + 4);
    if (size < 8) throw malformed("a load command has an impossible size");
    const region = () => ({ offset: commands.u32(at + 8), size: commands.u32(at + 12) });
    if (command === LC_CODE_SIGNATURE) {
      if (signature !== null) throw malformed("it has two code signatures");
      signature = region();
    }
    const isEncryption = command === LC_ENCRYPTION_INFO || command === LC_ENCRYPTION_INFO_64;
    if (isEncryption && commands.u32(at + 16) !== 0) encrypted = region();
    at += size;
  }
  return { signature, encrypted };
}
