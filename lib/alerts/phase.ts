import type { AlertPhase, NO_DATA_ACTIONS } from "../contract/alerts";

export type Verdict = "breach" | "clear" | "no-data";

/** Where a rule stands between two minutes. */
export interface PhaseState {
  readonly phase: AlertPhase;
  /** When it began, milliseconds since 1970. */
  readonly since: number;
}

/** How a rule waits: minutes to hold before it fires and before it closes, and what no data means. */
export interface Patience {
  readonly forMinutes: number;
  readonly clearForMinutes: number;
  readonly noData: (typeof NO_DATA_ACTIONS)[number];
}

export interface Step {
  readonly state: PhaseState;
  readonly happened: "opened" | "closed" | null;
}

const MINUTE_MS = 60_000;

/**
 * One minute's step. quiet -> pending -> firing -> clearing -> quiet; a breach takes clearing back to firing, a clear
 * minute takes pending back to quiet. The same verdicts at the same minutes give the same steps, whenever and by whomever
 * they are taken.
 */
export function stepPhase(state: PhaseState, verdict: Verdict, at: number, patience: Patience): Step {
  const effective = verdict === "no-data" ? NO_DATA[patience.noData] : verdict;
  const held = (minutes: number) => at - state.since >= minutes * MINUTE_MS;
  switch (state.phase) {
    case "quiet":
      if (effective !== "breach") return stay(state);
      return patience.forMinutes === 0 ? move("firing", at, "opened") : move("pending", at);
    case "pending":
      if (effective === "clear") return move("quiet", at);
      return effective === "breach" && held(patience.forMinutes) ? move("firing", at, "opened") : stay(state);
    case "firing":
      if (effective !== "clear") return stay(state);
      return patience.clearForMinutes === 0 ? move("quiet", at, "closed") : move("clearing", at);
    case "clearing":
      if (effective === "breach") return move("firing", at);
      return effective === "clear" && held(patience.clearForMinutes) ? move("quiet", at, "closed") : stay(state);
  }
}

/** `keep` is neither: the phase stays, and its waiting goes on. */
const NO_DATA = { keep: "neither", clear: "clear", alert: "breach" } as const;

function stay(state: PhaseState): Step {
  return { state, happened: null };
}

function move(phase: AlertPhase, since: number, happened: Step["happened"] = null): Step {
  return { state: { phase, since }, happened };
}

/** Whether an incident is open in this phase. */
export function isOpen(phase: AlertPhase): boolean {
  return phase === "firing" || phase === "clearing";
}
