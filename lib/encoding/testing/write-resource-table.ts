import { chunk, stringPool, u32 } from "./write-axml";

/** One string resource; its id is 0x7f010000 plus its place in the list. */
export interface StringResource {
  readonly byDefault: string | { readonly reference: number };
  /** Its value for another language, which must never win. */
  readonly inGerman?: string;
}

/** How entry offsets are written: one uint32 each, one uint16 each, or pairs of index and offset. */
export type OffsetLayout = "wide" | "narrow" | "sparse";

/** Writes resources.arsc with one package of one type (AOSP androidfw ResourceTypes.h). */
export function writeResourceTable(resources: readonly StringResource[], layout: OffsetLayout = "wide"): Buffer {
  const texts = resources.flatMap(({ byDefault, inGerman }) =>
    [byDefault, inGerman].filter((text) => typeof text === "string"),
  );
  const strings = [...new Set(texts)];
  const value = (text: StringResource["byDefault"]) =>
    typeof text === "string" ? [3, strings.indexOf(text)] : [1, text.reference];
  const german = resources.map(({ inGerman, byDefault }) => value(inGerman ?? byDefault));
  const types = [
    typeChunk(german, "de", layout),
    typeChunk(
      resources.map(({ byDefault }) => value(byDefault)),
      null,
      layout,
    ),
  ];
  const packageHeader = Buffer.alloc(276);
  packageHeader.writeUInt32LE(0x7f, 0);
  const body = Buffer.concat([stringPool(strings, true), chunk(0x0200, packageHeader, Buffer.concat(types))]);
  return chunk(0x0002, u32(1), body);
}

function typeChunk(values: readonly (readonly number[])[], language: string | null, layout: OffsetLayout): Buffer {
  const entryBytes = 16;
  const offsets = Buffer.concat(values.map((_, index) => offset(index, index * entryBytes, layout)));
  const padding = Buffer.alloc((4 - (offsets.length % 4)) % 4);
  const config = Buffer.alloc(64);
  config.writeUInt32LE(64, 0);
  if (language !== null) config.write(language, 8, "latin1");
  const flags = layout === "sparse" ? 1 : layout === "narrow" ? 2 : 0;
  const headerBytes = 8 + 12 + config.length;
  const start = headerBytes + offsets.length + padding.length;
  const header = Buffer.concat([Buffer.from([1, flags, 0, 0]), u32(values.length), u32(start), config]);
  const entries = values.map(([type = 0, data = 0]) =>
    Buffer.concat([Buffer.from([8, 0, 0, 0]), u32(0), Buffer.from([8, 0, 0, type]), u32(data)]),
  );
  return chunk(0x0201, header, Buffer.concat([offsets, padding, ...entries]));
}

function offset(index: number, at: number, layout: OffsetLayout): Buffer {
  const bytes = Buffer.alloc(layout === "narrow" ? 2 : 4);
  if (layout === "wide") bytes.writeUInt32LE(at);
  if (layout === "narrow") bytes.writeUInt16LE(at / 4);
  if (layout === "sparse") bytes.writeUInt32LE(index | ((at / 4) << 16));
  return bytes;
}
