import { bytesField, messagesField, numberField, protobufFields, textField } from "../../encoding/protobuf";

/**
 * The default value of a string resource in resources.pb (`aapt.pb.ResourceTable`, AOSP frameworks/base
 * tools/aapt2/Resources.proto); null when it has none. Throws a ProtobufError.
 */
export function lookUpBundleString(table: Buffer, resourceId: number): string | null {
  const wanted = { packageId: resourceId >>> 24, typeId: (resourceId >>> 16) & 0xff, entryId: resourceId & 0xffff };
  const tablePackage = withId(messagesField(table, 2), 1, wanted.packageId);
  const type = tablePackage === null ? null : withId(messagesField(tablePackage, 3), 1, wanted.typeId);
  const entry = type === null ? null : withId(messagesField(type, 3), 1, wanted.entryId);
  for (const configValue of entry === null ? [] : messagesField(entry, 6)) {
    if (!isDefaultConfig(bytesField(configValue, 1))) continue;
    const value = bytesField(configValue, 2);
    const item = value === null ? null : bytesField(value, 4);
    // Item: 2 String, 3 RawString; both hold their text in field 1.
    const text = item === null ? null : (bytesField(item, 2) ?? bytesField(item, 3));
    if (text !== null) return textField(text, 1);
  }
  return null;
}

/** The message whose own id message (in field `number`) has that id; an absent id is 0 in protobuf. */
function withId(messages: readonly Buffer[], number: number, id: number): Buffer | null {
  const found = messages.find((message) => {
    const own = bytesField(message, number);
    return Number((own === null ? null : numberField(own, 1)) ?? 0n) === id;
  });
  return found ?? null;
}

/** A configuration without any qualifier applies to every device. */
function isDefaultConfig(config: Buffer | null): boolean {
  return config === null || [...protobufFields(config)].length === 0;
}
