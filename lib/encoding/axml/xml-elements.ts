import { BoundedView } from "../bounded-view";
import { malformed } from "./axml-error";
import { CHUNK, chunksOf } from "./chunks";
import { StringPool } from "./string-pool";
import { readTypedValue, type TypedValue } from "./typed-value";

const DEPTH_MAX = 1000;
const ATTRIBUTE_BYTES = 20;

export interface XmlAttribute {
  /** The framework's resource id of the attribute, which decides what it means; null for attributes without one. */
  readonly resourceId: number | null;
  readonly name: string;
  readonly value: TypedValue;
}

export interface XmlElement {
  readonly name: string;
  /** 0 for the root element. */
  readonly depth: number;
  readonly attributes: () => readonly XmlAttribute[];
}

/**
 * The elements of a compiled XML document in order of their start tags (AOSP androidfw ResourceTypes.h,
 * ResXMLTree_node). Attributes are decoded when asked for. Throws an AxmlError.
 */
export function* xmlElements(bytes: Buffer): Generator<XmlElement> {
  const document = new BoundedView(bytes, malformed);
  if (document.u16(0) !== CHUNK.xml) throw malformed("it is no compiled XML document");
  const end = Math.min(document.u32(4), document.length);
  let strings: StringPool | undefined;
  let resourceIds: readonly number[] = [];
  let depth = 0;
  for (const { type, view, headerSize } of chunksOf(document.view(0, end), document.u16(2))) {
    if (type === CHUNK.stringPool && strings === undefined) strings = new StringPool(view);
    if (type === CHUNK.resourceMap) resourceIds = readResourceIds(view, headerSize);
    if (type === CHUNK.endElement) depth = Math.max(0, depth - 1);
    if (type !== CHUNK.startElement) continue;
    if (strings === undefined) throw malformed("an element comes before the strings it needs");
    if (depth === DEPTH_MAX) throw malformed(`its elements are nested more than ${DEPTH_MAX} deep`);
    yield readElement({ view, headerSize, strings, resourceIds, depth });
    depth++;
  }
}

interface ElementChunk {
  readonly view: BoundedView;
  readonly headerSize: number;
  readonly strings: StringPool;
  readonly resourceIds: readonly number[];
  readonly depth: number;
}

function readElement({ view, headerSize, strings, resourceIds, depth }: ElementChunk): XmlElement {
  return {
    name: strings.get(view.u32(headerSize + 4)) ?? "",
    depth,
    attributes: () => readAttributes(view, headerSize, strings, resourceIds),
  };
}

function readAttributes(view: BoundedView, headerSize: number, strings: StringPool, resourceIds: readonly number[]) {
  const start = headerSize + view.u16(headerSize + 8);
  const size = view.u16(headerSize + 10);
  const count = view.u16(headerSize + 12);
  if (count > 0 && size < ATTRIBUTE_BYTES) throw malformed("an attribute in it is too short");
  return Array.from({ length: count }, (_, index): XmlAttribute => {
    const at = start + index * size;
    const nameIndex = view.u32(at + 4);
    return {
      resourceId: resourceIds[nameIndex] ?? null,
      name: strings.get(nameIndex) ?? "",
      value: readTypedValue(view, at + 12, strings),
    };
  });
}

function readResourceIds(view: BoundedView, headerSize: number): number[] {
  const count = Math.floor((view.length - headerSize) / 4);
  return Array.from({ length: count }, (_, index) => view.u32(headerSize + 4 * index));
}
