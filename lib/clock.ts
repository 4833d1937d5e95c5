import { pooledRandomBytes } from "./encoding/random-pool";

/** Where time comes from; tests pass their own. */
export type Clock = () => Date;

export const systemClock: Clock = () => new Date();

/** A UUIDv7 (RFC 9562 section 5.7) for the given instant: sorts by time, 74 random bits. */
export function uuidV7(at: Date): string {
  const bytes = pooledRandomBytes(16);
  bytes.writeUIntBE(at.getTime(), 0, 6);
  bytes.writeUInt8(0x70 | (bytes.readUInt8(6) & 0x0f), 6);
  bytes.writeUInt8(0x80 | (bytes.readUInt8(8) & 0x3f), 8);
  const hex = bytes.toString("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
