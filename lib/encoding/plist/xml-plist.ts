import { malformed, PLIST_DEPTH_MAX, PLIST_VALUES_MAX, type PlistValue } from "./plist-value";

const ENTITIES: ReadonlyMap<string, string> = new Map([
  ["lt", "<"],
  ["gt", ">"],
  ["amp", "&"],
  ["quot", '"'],
  ["apos", "'"],
]);
/** Comments, declarations and the document type carry nothing; no entity can be declared. */
const SKIPPED = /(?:\s+|<\?[^>]*\?>|<!--[\s\S]*?-->|<!DOCTYPE[^>[]*>)*/y;
const OPENING = /<([a-z]+)(?:\s[^<>]*)?(\/?)>/y;

/** Decodes an XML property list (Apple PropertyList-1.0.dtd), and nothing else that is XML. Throws a PlistError. */
export function decodeXmlPlist(text: string): PlistValue {
  return new XmlPlistReader(text).document();
}

class XmlPlistReader {
  readonly #text: string;
  #at = 0;
  #values = 0;

  constructor(text: string) {
    this.#text = text.startsWith("\uFEFF") ? text.slice(1) : text;
  }

  document(): PlistValue {
    const root = this.#open();
    if (root.name !== "plist" || root.isEmpty) throw malformed("its first element is not <plist>");
    const value = this.#value(0);
    this.#close("plist");
    return value;
  }

  #value(depth: number): PlistValue {
    if (depth > PLIST_DEPTH_MAX) throw malformed("it is nested too deep");
    if (++this.#values > PLIST_VALUES_MAX) throw malformed(`it holds more than ${PLIST_VALUES_MAX} values`);
    const { name, isEmpty } = this.#open();
    if (name === "dict") return isEmpty ? new Map() : this.#dictionary(depth);
    if (name === "array") return isEmpty ? [] : this.#array(depth);
    const text = isEmpty ? "" : this.#textOf(name);
    return scalar(name, text);
  }

  #dictionary(depth: number): PlistValue {
    const dictionary = new Map<string, PlistValue>();
    while (!this.#isClosing()) {
      const { name, isEmpty } = this.#open();
      if (name !== "key") throw malformed("a value in it has no key");
      const key = isEmpty ? "" : this.#textOf("key");
      if (dictionary.has(key)) throw malformed("a key in it comes twice");
      dictionary.set(key, this.#value(depth + 1));
    }
    this.#close("dict");
    return dictionary;
  }

  #array(depth: number): PlistValue {
    const values: PlistValue[] = [];
    while (!this.#isClosing()) values.push(this.#value(depth + 1));
    this.#close("array");
    return values;
  }

  #open(): { name: string; isEmpty: boolean } {
    this.#match(SKIPPED);
    const [, name = "", slash] = this.#match(OPENING) ?? [];
    if (name === "") throw malformed("an element is missing or wrongly written");
    return { name, isEmpty: slash === "/" };
  }

  #isClosing(): boolean {
    this.#match(SKIPPED);
    return this.#text.startsWith("</", this.#at);
  }

  #close(name: string): void {
    this.#match(SKIPPED);
    const tag = `</${name}`;
    const end = this.#text.indexOf(">", this.#at);
    const isTag = this.#text.startsWith(tag, this.#at) && this.#text.slice(this.#at + tag.length, end).trim() === "";
    if (end < 0 || !isTag) throw malformed(`<${name}> is not closed`);
    this.#at = end + 1;
  }

  #textOf(name: string): string {
    const start = this.#at;
    for (;;) {
      const at = this.#text.indexOf("<", this.#at);
      if (at < 0) throw malformed(`<${name}> is not closed`);
      const end = this.#text.startsWith("<!--", at) ? "-->" : this.#text.startsWith("<![CDATA[", at) ? "]]>" : null;
      this.#at = end === null ? at : this.#text.indexOf(end, at) + end.length;
      if (end === null) break;
      if (this.#at < at) throw malformed(`<${name}> is not closed`);
    }
    const raw = this.#text.slice(start, this.#at);
    this.#close(name);
    return unescaped(raw);
  }

  #match(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.#at;
    const match = pattern.exec(this.#text);
    if (match !== null) this.#at = pattern.lastIndex;
    return match;
  }
}

function scalar(name: string, text: string): PlistValue {
  if (name === "string") return text;
  if (name === "true" || name === "false") return name === "true";
  if (name === "data") return Buffer.from(text, "base64");
  if (name === "integer" || name === "real") return number(text.trim());
  if (name === "date") {
    const date = new Date(text.trim());
    if (Number.isNaN(date.getTime())) throw malformed("a date in it is none");
    return date;
  }
  throw malformed("an element in it is unknown");
}

function number(text: string): number {
  const value = text === "" ? Number.NaN : Number(text);
  if (Number.isNaN(value)) throw malformed("a number in it is none");
  return value;
}

function unescaped(raw: string): string {
  if (!/[&<]/.test(raw)) return raw;
  const parts = raw.split(/(<!\[CDATA\[[\s\S]*?\]\]>|<!--[\s\S]*?-->)/);
  return parts
    .map((part) => {
      if (part.startsWith("<!--")) return "";
      return part.startsWith("<![CDATA[") ? part.slice(9, -3) : part.replace(/&([^;&]{0,12});?/g, entity);
    })
    .join("");
}

function entity(whole: string, name: string): string {
  if (!whole.endsWith(";")) throw malformed("a character reference in it is wrong");
  const code = /^#x([0-9a-f]+)$/i.exec(name)?.[1];
  const decimal = /^#([0-9]+)$/.exec(name)?.[1];
  const point = code === undefined ? Number(decimal) : Number.parseInt(code, 16);
  const character = point <= 0x10ffff ? String.fromCodePoint(point) : ENTITIES.get(name);
  if (character === undefined) throw malformed("a character reference in it is wrong");
  return character;
}
