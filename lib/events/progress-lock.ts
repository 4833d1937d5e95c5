/**
 * How far history is summed up stands in rows beside it: hours in `rollup_progress`, weeks in `week_progress`. Who
 * writes events of the past goes by them, so they must not move before what was written by the old ones is there.
 */

/** Shared by those who write late events or counts, until their transaction ends. */
export const SHARE_PROGRESS = "LOCK TABLE rollup_progress IN ROW SHARE MODE";
/** Keeps those out while a mark moves. */
export const HOLD_PROGRESS = "LOCK TABLE rollup_progress IN EXCLUSIVE MODE";
