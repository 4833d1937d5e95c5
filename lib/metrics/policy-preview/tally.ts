import { PREVIEW_DIMENSIONS, type PreviewDimension, type PreviewRow } from "../../contract/admin/policy-preview";
import type { PreviewFacet } from "./facets";

export type Change = "rejected" | "admitted";
export type Unit = "instances" | "attestations";

const ROWS_MAX = 6;

interface Sums {
  rejected: { instances: number; attestations: number };
  admitted: { instances: number; attestations: number };
}

const noSums = (): Sums => ({
  rejected: { instances: 0, attestations: 0 },
  admitted: { instances: 0, attestations: 0 },
});

const READ: Readonly<Record<PreviewDimension, (facet: PreviewFacet) => string>> = {
  version: (facet) => facet.appVersion,
  os: (facet) => facet.osVersion,
  country: (facet) => facet.country,
  model: (facet) => facet.model,
  sdk: (facet) => facet.sdkVersion,
};

/** Adds up what changes, by facet; the dimensions are summed from that. */
export class Tally {
  readonly #byFacet = new Map<PreviewFacet, Sums>();
  readonly totals = noSums();

  add(facet: PreviewFacet, change: Change, unit: Unit, n: number): void {
    const sums = this.#byFacet.get(facet) ?? noSums();
    sums[change][unit] += n;
    this.#byFacet.set(facet, sums);
    this.totals[change][unit] += n;
  }

  /** Who changes, by every dimension. */
  dimensions(): Record<PreviewDimension, PreviewRow[]> {
    const rows = (dimension: PreviewDimension) => this.#rows(READ[dimension]);
    const [version, os, country, model, sdk] = PREVIEW_DIMENSIONS.map(rows);
    return { version: version ?? [], os: os ?? [], country: country ?? [], model: model ?? [], sdk: sdk ?? [] };
  }

  #rows(read: (facet: PreviewFacet) => string): PreviewRow[] {
    const byValue = new Map<string, Sums>();
    for (const [facet, sums] of this.#byFacet) {
      const value = read(facet);
      byValue.set(value, plus(byValue.get(value) ?? noSums(), sums));
    }
    const ordered = [...byValue].sort((a, b) => weight(b[1]) - weight(a[1]) || (a[0] < b[0] ? -1 : 1));
    // One row for a single rest would only hide its name.
    const shown = ordered.length === ROWS_MAX + 1 ? ROWS_MAX + 1 : ROWS_MAX;
    const rest = ordered.slice(shown);
    const rows = ordered.slice(0, shown).map(([value, sums]) => ({ value, values: 1, ...rounded(sums) }));
    if (rest.length === 0) return rows;
    const sums = rest.reduce((sum, [, one]) => plus(sum, one), noSums());
    return [...rows, { value: null, values: rest.length, ...rounded(sums) }];
  }
}

function plus(a: Sums, b: Sums): Sums {
  const add = (change: Change) => ({
    instances: a[change].instances + b[change].instances,
    attestations: a[change].attestations + b[change].attestations,
  });
  return { rejected: add("rejected"), admitted: add("admitted") };
}

/** Instances decide the order; attestations where nobody was seen since. */
function weight({ rejected, admitted }: Sums): number {
  return rejected.instances + admitted.instances + (rejected.attestations + admitted.attestations) / 1e9;
}

function rounded({ rejected, admitted }: Sums): Sums {
  const round = ({ instances, attestations }: Sums[Change]) => ({ instances, attestations: Math.round(attestations) });
  return { rejected: round(rejected), admitted: round(admitted) };
}
