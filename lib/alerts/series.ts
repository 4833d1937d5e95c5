/** What a rule's metric was, minute by minute, and what it was at the same hours of earlier weeks. */

/** Attempts of one minute or one hour: all that the filter lets through, and those the metric counts. */
export interface Counts {
  readonly all: number;
  readonly hit: number;
}

/** Everything a stretch of minutes is judged by. Keys are the starts of minutes and hours, milliseconds since 1970. */
export interface AlertSeries {
  readonly minutes: ReadonlyMap<number, Counts>;
  /** Hours of earlier weeks in which anything at all was recorded; those that are missing say nothing. */
  readonly hours: ReadonlyMap<number, Counts>;
  /** For active instances: distinct instances by whole hour, this week's and earlier ones'. */
  readonly instances: ReadonlyMap<number, number>;
}
