/** How long the finest grains of history are kept, in days; writers drop what is older, readers don't ask for it. */
export const MINUTES_KEPT_DAYS = 8;

/** The finer counts that a row of history carries, in columns of a common prefix. */
export interface Parts {
  readonly prefix: string;
  /** How much one count covers, and how many there are. */
  readonly seconds: number;
  readonly count: number;
}

/** `h0` to `h23` of a day, in UTC. */
export const HOURS_OF_DAY: Parts = { prefix: "h", seconds: 3600, count: 24 };
/** `q0` to `q27` of a week: six hours each, from Thursday midnight UTC on, as weeks since 1970 begin. */
export const QUARTERS_OF_WEEK: Parts = { prefix: "q", seconds: 6 * 3600, count: 28 };
/** `m0` to `m11` of an hour: five minutes each. */
export const SLOT_SECONDS = 300;
export const SLOTS_OF_HOUR: Parts = { prefix: "m", seconds: SLOT_SECONDS, count: 3600 / SLOT_SECONDS };

/** Their columns, in order. */
export function partColumns({ prefix, count }: Parts): string[] {
  return Array.from({ length: count }, (_, index) => `${prefix}${index}`);
}

/** Between app version and SDK version in the dimension `release`; no version can hold it. */
export const RELEASE_SEPARATOR = "\u001f";

/** Between the values of a combination that instances are sketched by, as in a release. */
export const COMBINED_SEPARATOR = RELEASE_SEPARATOR;

/** Stands in version and model for what the writer sums up once too many new combinations arrive at once. */
export const OTHER_VALUE = "(other)";
