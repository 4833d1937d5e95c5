import type { CheckStage } from "../evidence";

/** What a check is, apart from how it ends. */
export interface CheckRow {
  readonly stage: CheckStage;
  readonly title: string;
  /** True when the evidence proves nothing once this check fails; otherwise a failure is a fact about the device. */
  readonly binding: boolean;
}

/** The checks of one evidence format by stable kebab-case id, in the order they are made. */
export type CheckTable = Readonly<Record<string, CheckRow>>;
