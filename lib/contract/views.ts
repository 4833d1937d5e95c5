/** What the views of pages can be. No schema in here: it is in every page's first download. */

/** With what a trend is laid under: nothing, the same time one week before, or the time just before. */
export const TREND_BASELINES = ["week", "previous", "none"] as const;
export type TrendBaseline = (typeof TREND_BASELINES)[number];

/** Pages whose view can be kept by name: those that one filter drives. */
export const VIEW_PAGES = ["/", "/rejections", "/attestations", "/instances"] as const;

/** Which single attempts a stream sends besides the counts; `fail` is for tails of what was refused. */
export type StreamedEvents = "none" | "all" | "fail";
