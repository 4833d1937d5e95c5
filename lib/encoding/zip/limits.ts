/** What an archive may cost us. All sizes in bytes. */
export interface ZipLimits {
  readonly archiveBytesMax: number;
  readonly entryCountMax: number;
  /** Size of the central directory. */
  readonly directoryBytesMax: number;
  /** One entry, inflated. */
  readonly entryBytesMax: number;
  /** All entries together, inflated. */
  readonly totalBytesMax: number;
  /** Inflated size over compressed size, for entries above {@link ratioFreeBytes}; deflate itself ends at 1032. */
  readonly inflationRatioMax: number;
  readonly ratioFreeBytes: number;
}

const MIB = 1024 * 1024;

export const DEFAULT_ZIP_LIMITS: ZipLimits = {
  archiveBytesMax: 2048 * MIB,
  entryCountMax: 65_000,
  directoryBytesMax: 16 * MIB,
  entryBytesMax: 1024 * MIB,
  totalBytesMax: 4096 * MIB,
  inflationRatioMax: 200,
  ratioFreeBytes: 4 * MIB,
};
