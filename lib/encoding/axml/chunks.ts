import type { BoundedView } from "../bounded-view";
import { malformed } from "./axml-error";

/** Chunk types of compiled resources (AOSP androidfw ResourceTypes.h). */
export const CHUNK = {
  stringPool: 0x0001,
  table: 0x0002,
  xml: 0x0003,
  startElement: 0x0102,
  endElement: 0x0103,
  resourceMap: 0x0180,
  package: 0x0200,
  type: 0x0201,
} as const;

/** Beyond the types and configurations of the largest apps. */
const CHUNKS_MAX = 1_000_000;

export interface Chunk {
  readonly type: number;
  readonly headerSize: number;
  /** From the chunk's header to its end. */
  readonly view: BoundedView;
}

/** The chunks from `start` to the end of `parent`, one after the other. Throws an AxmlError on impossible sizes. */
export function* chunksOf(parent: BoundedView, start: number): Generator<Chunk> {
  for (let at = start, count = 0; at < parent.length; count++) {
    if (count === CHUNKS_MAX) throw malformed("it is cut into absurdly many chunks");
    const headerSize = parent.u16(at + 2);
    const size = parent.u32(at + 4);
    if (headerSize < 8 || size < headerSize) throw malformed("a chunk in it has an impossible size");
    yield { type: parent.u16(at), headerSize, view: parent.view(at, size) };
    at += size;
  }
}
