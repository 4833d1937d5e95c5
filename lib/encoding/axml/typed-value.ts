import type { BoundedView } from "../bounded-view";
import type { StringPool } from "./string-pool";

/** A compiled value (AOSP androidfw ResourceTypes.h, Res_value), as far as manifests need it. */
export type TypedValue =
  | { readonly type: "string"; readonly value: string }
  | { readonly type: "integer"; readonly value: number }
  | { readonly type: "boolean"; readonly value: boolean }
  | { readonly type: "reference"; readonly resourceId: number }
  | { readonly type: "other" };

const TYPE_REFERENCE = 0x01;
const TYPE_STRING = 0x03;
const TYPE_DYNAMIC_REFERENCE = 0x07;
const TYPE_INT_FIRST = 0x10;
const TYPE_INT_BOOLEAN = 0x12;
const TYPE_INT_LAST = 0x1f;

export function readTypedValue(view: BoundedView, at: number, strings: StringPool): TypedValue {
  return toTypedValue(view.u8(at + 3), view.u32(at + 4), strings);
}

/** `data` is unsigned; integers come out signed, as Android reads them. */
export function toTypedValue(type: number, data: number, strings: StringPool): TypedValue {
  if (type === TYPE_STRING) {
    const value = strings.get(data);
    return value === null ? { type: "other" } : { type: "string", value };
  }
  if (type === TYPE_REFERENCE || type === TYPE_DYNAMIC_REFERENCE) return { type: "reference", resourceId: data };
  if (type === TYPE_INT_BOOLEAN) return { type: "boolean", value: data !== 0 };
  if (type >= TYPE_INT_FIRST && type <= TYPE_INT_LAST) return { type: "integer", value: data | 0 };
  return { type: "other" };
}
