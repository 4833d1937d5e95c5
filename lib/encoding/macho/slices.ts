import { BoundedView } from "../bounded-view";
import { type ByteSource, sliceSource } from "../byte-source";
import { malformed } from "./macho-error";

const FAT_MAGIC = 0xcafebabe;
const FAT_MAGIC_64 = 0xcafebabf;
const SLICES_MAX = 16;
const FAT_HEADER_BYTES = 8;

/** CPU types (mach/machine.h); the subtype's upper byte holds capabilities. */
const CPU_ARM = 12;
const CPU_ARM64 = 0x0100000c;
const CPU_X86 = 7;
const CPU_X86_64 = 0x01000007;
const ARM_SUBTYPES: Readonly<Record<number, string>> = { 6: "armv6", 9: "armv7", 11: "armv7s", 12: "armv7k" };

/** The part of an executable for one architecture. */
export interface MachoSlice {
  readonly source: ByteSource;
}

/** The slices of a fat executable, or the one of a thin one (mach-o/fat.h, big-endian). Throws a MachoError. */
export async function readSlices(source: ByteSource): Promise<MachoSlice[]> {
  if (source.size < FAT_HEADER_BYTES) throw malformed("it is empty");
  const head = new BoundedView(await source.read(0, FAT_HEADER_BYTES), malformed);
  const magic = head.u32be(0);
  if (magic !== FAT_MAGIC && magic !== FAT_MAGIC_64) return [{ source }];
  const count = head.u32be(4);
  if (count === 0 || count > SLICES_MAX) throw malformed(`it has ${count} architectures`);
  const recordBytes = magic === FAT_MAGIC ? 20 : 32;
  const tableBytes = count * recordBytes;
  if (FAT_HEADER_BYTES + tableBytes > source.size) throw malformed("its table of architectures is cut off");
  const table = new BoundedView(await source.read(FAT_HEADER_BYTES, tableBytes), malformed);
  const slices = Array.from({ length: count }, (_, index) => {
    const at = index * recordBytes + 8;
    return magic === FAT_MAGIC
      ? { offset: table.u32be(at), size: table.u32be(at + 4) }
      : { offset: Number(table.u64be(at)), size: Number(table.u64be(at + 8)) };
  });
  assertApart(slices, FAT_HEADER_BYTES + tableBytes, source.size);
  return slices.map(({ offset, size }) => ({ source: sliceSource(source, offset, size) }));
}

function assertApart(slices: readonly { offset: number; size: number }[], start: number, end: number): void {
  let previousEnd = start;
  for (const { offset, size } of [...slices].sort((a, b) => a.offset - b.offset)) {
    if (offset < previousEnd || offset + size > end) throw malformed("its architectures overlap or lie outside of it");
    previousEnd = offset + size;
  }
}

/** A CPU type and subtype in the words of Apple's tools. */
export function architectureName(cpuType: number, cpuSubtype: number): string {
  const subtype = cpuSubtype & 0x00ffffff;
  if (cpuType === CPU_ARM64) return subtype === 2 ? "arm64e" : "arm64";
  if (cpuType === CPU_ARM) return ARM_SUBTYPES[subtype] ?? "arm";
  if (cpuType === CPU_X86_64) return "x86_64";
  return cpuType === CPU_X86 ? "i386" : `cpu-${cpuType}`;
}
