/** An attribute of a compiled element; with a resource id it is one of the framework's. */
export interface AxmlAttribute {
  readonly name: string;
  readonly resourceId?: number;
  readonly value: string | number | boolean | { readonly reference: number };
}

export interface AxmlElement {
  readonly name: string;
  readonly attributes: readonly AxmlAttribute[];
  readonly children?: readonly AxmlElement[];
}

const NONE = 0xffffffff;

/** Writes compiled XML as aapt does (AOSP androidfw ResourceTypes.h): strings, resource ids, elements. */
export function writeAxml(root: AxmlElement, { utf8 = false }: { utf8?: boolean } = {}): Buffer {
  const ids = resourceIdsOf(root);
  // Names with a resource id come first, so that the map's index is the string's index.
  const strings = [...new Set([...ids.keys(), ...stringsOf(root)])];
  const index = new Map(strings.map((text, at) => [text, at]));
  const map = Buffer.concat([...ids.values()].map(u32));
  const body = Buffer.concat([
    stringPool(strings, utf8),
    chunk(0x0180, Buffer.alloc(0), map),
    elementChunks(root, (text) => index.get(text) ?? NONE),
  ]);
  return chunk(0x0003, Buffer.alloc(0), body);
}

function elementChunks(element: AxmlElement, stringIndex: (text: string) => number): Buffer {
  const attributes = element.attributes.map((attribute) => attributeBytes(attribute, stringIndex));
  const node = Buffer.concat([u32(1), u32(NONE)]);
  const start = Buffer.alloc(12);
  start.writeUInt16LE(20, 0);
  start.writeUInt16LE(20, 2);
  start.writeUInt16LE(attributes.length, 4);
  const name = Buffer.concat([u32(NONE), u32(stringIndex(element.name))]);
  const children = (element.children ?? []).map((child) => elementChunks(child, stringIndex));
  return Buffer.concat([
    chunk(0x0102, node, Buffer.concat([name, start, ...attributes])),
    ...children,
    chunk(0x0103, node, name),
  ]);
}

function attributeBytes({ name, value }: AxmlAttribute, stringIndex: (text: string) => number): Buffer {
  const text = typeof value === "string" ? stringIndex(value) : NONE;
  const typed = (type: number, data: number) => Buffer.concat([Buffer.from([8, 0, 0, type]), u32(data >>> 0)]);
  const head = Buffer.concat([u32(NONE), u32(stringIndex(name)), u32(text)]);
  if (typeof value === "string") return Buffer.concat([head, typed(0x03, text)]);
  if (typeof value === "number") return Buffer.concat([head, typed(0x10, value)]);
  if (typeof value === "boolean") return Buffer.concat([head, typed(0x12, value ? NONE : 0)]);
  return Buffer.concat([head, typed(0x01, value.reference)]);
}

function resourceIdsOf(element: AxmlElement): Map<string, number> {
  const own = element.attributes.flatMap(({ name, resourceId }) =>
    resourceId === undefined ? [] : [[name, resourceId] as const],
  );
  return new Map([...own, ...(element.children ?? []).flatMap((child) => [...resourceIdsOf(child)])]);
}

function stringsOf({ name, attributes, children = [] }: AxmlElement): string[] {
  const texts = attributes.flatMap((attribute) =>
    typeof attribute.value === "string" ? [attribute.name, attribute.value] : [attribute.name],
  );
  return [name, ...texts, ...children.flatMap(stringsOf)];
}

/** A string pool chunk of up to 32767 characters a string. */
export function stringPool(strings: readonly string[], utf8: boolean): Buffer {
  const encoded = strings.map((text) => (utf8 ? utf8String(text) : utf16String(text)));
  let offset = 0;
  const offsets = encoded.map((bytes) => {
    offset += bytes.length;
    return u32(offset - bytes.length);
  });
  const padding = Buffer.alloc((4 - (offset % 4)) % 4);
  const header = Buffer.concat([
    u32(strings.length),
    u32(0),
    u32(utf8 ? 0x100 : 0),
    u32(28 + 4 * strings.length),
    u32(0),
  ]);
  return chunk(0x0001, header, Buffer.concat([...offsets, ...encoded, padding]));
}

function utf8String(text: string): Buffer {
  const bytes = Buffer.from(text, "utf8");
  const length = (value: number) => (value < 0x80 ? [value] : [0x80 | (value >> 8), value & 0xff]);
  return Buffer.concat([Buffer.from([...length(text.length), ...length(bytes.length)]), bytes, Buffer.alloc(1)]);
}

function utf16String(text: string): Buffer {
  const length = Buffer.alloc(2);
  length.writeUInt16LE(text.length);
  return Buffer.concat([length, Buffer.from(text, "utf16le"), Buffer.alloc(2)]);
}

/** A chunk with its 8-byte header, the rest of its header, and its body. */
export function chunk(type: number, header: Buffer, body: Buffer): Buffer {
  const head = Buffer.alloc(8);
  head.writeUInt16LE(type, 0);
  head.writeUInt16LE(8 + header.length, 2);
  head.writeUInt32LE(8 + header.length + body.length, 4);
  return Buffer.concat([head, header, body]);
}

export function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}
