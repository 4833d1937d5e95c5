import { letProcessEnd } from "./timers";

/** Renews tokens ahead of their expiry, unless nobody used them: an idle app costs no battery. */
export interface Renewal {
  /** A token was handed out. */
  used(): void;
  /** New tokens came. */
  attested(): void;
  stop(): void;
}

interface RenewalOptions {
  /** Milliseconds until the tokens at hand should be renewed; null when there are none. */
  readonly dueInMs: () => number | null;
  readonly renew: () => void;
}

export function createRenewal({ dueInMs, renew }: RenewalOptions): Renewal {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let usedSince = false;
  let stopped = false;
  return {
    used() {
      usedSince = true;
    },
    attested() {
      clearTimeout(timer);
      usedSince = false;
      const ms = dueInMs();
      if (stopped || ms === null) return;
      timer = setTimeout(() => {
        if (usedSince) renew();
      }, ms);
      letProcessEnd(timer);
    },
    stop() {
      stopped = true;
      clearTimeout(timer);
    },
  };
}
