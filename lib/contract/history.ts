/** How long the finest grains of history are kept, in days; writers drop what is older, readers don't ask for it. */
export const MINUTES_KEPT_DAYS = 8;

/** Length of one row of `facet_slots` and `value_slots`. */
export const SLOT_SECONDS = 300;

/** Between app version and SDK version in the dimension `release`; no version can hold it. */
export const RELEASE_SEPARATOR = "\u001f";
