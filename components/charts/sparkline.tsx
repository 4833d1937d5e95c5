/** A trend in a line of text: own scale from zero, dotted at the usual, dot at the end. Says nothing by itself. */
export function Sparkline({ values, usual, colour }: { values: readonly number[]; usual: number; colour: string }) {
  const width = 128;
  const height = 20;
  const right = width - 5;
  const highest = Math.max(1, usual, ...values);
  const x = (index: number) => (values.length < 2 ? right : (index / (values.length - 1)) * right);
  const y = (value: number) => height - 2.5 - (value / highest) * (height - 5.5);
  const points = values.map((value, index) => `${x(index).toFixed(1)} ${y(value).toFixed(1)}`);
  return (
    <svg width={width} height={height} viewBox={`0 0 ${width} ${height}`} aria-hidden="true" className="block">
      <line x1="0" x2={right} y1={y(usual)} y2={y(usual)} stroke="var(--edge)" strokeDasharray="1 3" />
      <path d={`M${points.join("L")}`} fill="none" stroke={colour} strokeWidth="1.5" strokeLinejoin="round" />
      <circle cx={right} cy={y(values.at(-1) ?? 0)} r="2.3" fill={colour} />
    </svg>
  );
}

/** Averages neighbours so that at most `most` values are left: a sparkline has no room for more. */
export function thinned(values: readonly number[], most: number): number[] {
  const size = Math.ceil(values.length / most);
  const groups = Math.ceil(values.length / size);
  return Array.from({ length: groups }, (_, index) => {
    const group = values.slice(index * size, (index + 1) * size);
    return group.reduce((sum, value) => sum + value, 0) / group.length;
  });
}
