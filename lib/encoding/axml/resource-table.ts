import { BoundedView } from "../bounded-view";
import { malformed } from "./axml-error";
import { CHUNK, type Chunk, chunksOf } from "./chunks";
import { StringPool } from "./string-pool";
import { readTypedValue, type TypedValue, toTypedValue } from "./typed-value";

const REFERENCE_DEPTH_MAX = 8;
const PACKAGES_MAX = 256;
const TYPE_FLAG_SPARSE = 0x01;
const TYPE_FLAG_OFFSET16 = 0x02;
const ENTRY_FLAG_COMPLEX = 0x0001;
const ENTRY_FLAG_COMPACT = 0x0008;
const NO_ENTRY = 0xffffffff;

/**
 * Looks a resource up in resources.arsc, in the default configuration only (that is what an app shows when nothing
 * about the device is known). References are followed up to 8 times. Null when there is no simple value.
 * Source: AOSP androidfw ResourceTypes.h (ResTable_type, ResTable_entry). Throws an AxmlError.
 */
export function lookUpResource(table: Buffer, resourceId: number): TypedValue | null {
  const view = new BoundedView(table, malformed);
  if (view.u16(0) !== CHUNK.table) throw malformed("resources.arsc is no resource table");
  let pool: StringPool | undefined;
  const packages: Chunk[] = [];
  for (const chunk of chunksOf(view, view.u16(2))) {
    if (chunk.type === CHUNK.stringPool) pool ??= new StringPool(chunk.view);
    if (chunk.type === CHUNK.package) packages.push(chunk);
    if (packages.length > PACKAGES_MAX) throw malformed("resources.arsc has absurdly many packages");
  }
  if (pool === undefined) throw malformed("resources.arsc has no strings");
  let wanted = resourceId;
  for (let depth = 0; depth < REFERENCE_DEPTH_MAX; depth++) {
    const value = findValue(packages, wanted, pool);
    if (value?.type !== "reference") return value;
    wanted = value.resourceId;
  }
  return null;
}

function findValue(packages: readonly Chunk[], resourceId: number, strings: StringPool): TypedValue | null {
  const packageId = resourceId >>> 24;
  const typeId = (resourceId >>> 16) & 0xff;
  const entryIndex = resourceId & 0xffff;
  for (const { view, headerSize } of packages) {
    if (view.u32(8) !== packageId) continue;
    for (const chunk of chunksOf(view, headerSize)) {
      if (chunk.type !== CHUNK.type || chunk.view.u8(8) !== typeId || !isDefaultConfig(chunk.view)) continue;
      const value = readEntry(chunk, entryIndex, strings);
      if (value !== null) return value;
    }
  }
  return null;
}

/** A configuration of zeros only, after its own size, applies to every device. */
function isDefaultConfig(type: BoundedView): boolean {
  const size = type.u32(20);
  return type.slice(24, size - 4).every((byte) => byte === 0);
}

function readEntry(chunk: Chunk, entryIndex: number, strings: StringPool): TypedValue | null {
  const { view, headerSize } = chunk;
  const offset = entryOffset(view, headerSize, entryIndex);
  if (offset === null) return null;
  const at = view.u32(16) + offset;
  const flags = view.u16(at + 2);
  if ((flags & ENTRY_FLAG_COMPACT) !== 0) return toTypedValue(flags >>> 8, view.u32(at + 4), strings);
  if ((flags & ENTRY_FLAG_COMPLEX) !== 0) return null;
  return readTypedValue(view, at + view.u16(at), strings);
}

function entryOffset(view: BoundedView, headerSize: number, entryIndex: number): number | null {
  const flags = view.u8(9);
  const count = view.u32(12);
  if ((flags & TYPE_FLAG_SPARSE) !== 0) {
    for (let index = 0; index < Math.min(count, view.length); index++) {
      const at = headerSize + 4 * index;
      if (view.u16(at) === entryIndex) return view.u16(at + 2) * 4;
    }
    return null;
  }
  if (entryIndex >= count) return null;
  if ((flags & TYPE_FLAG_OFFSET16) !== 0) {
    const offset = view.u16(headerSize + 2 * entryIndex);
    return offset === 0xffff ? null : offset * 4;
  }
  const offset = view.u32(headerSize + 4 * entryIndex);
  return offset === NO_ENTRY ? null : offset;
}
