interface SparklineProps {
  /** Null is a gap. */
  values: readonly (number | null)[];
  /** Range of the axis; by default from 0 to the largest value. */
  from?: number;
  to?: number;
  /** Text alternative; omit it if the text next to it says the same. */
  label?: string;
}

const WIDTH = 64;
const HEIGHT = 16;

/** A small line chart. */
export function Sparkline({ values, from = 0, to = Math.max(...values.map((value) => value ?? 0), 1), label }: SparklineProps) {
  if (values.length < 2) return null;
  const x = (index: number) => (index / (values.length - 1)) * (WIDTH - 4) + 2;
  const y = (value: number) => HEIGHT - 2 - ((value - from) / (to - from)) * (HEIGHT - 4);
  const path = values
    .map((value, index) =>
      value === null ? '' : `${values[index - 1] == null ? 'M' : 'L'}${x(index).toFixed(1)} ${y(value).toFixed(1)}h0.01`,
    )
    .join('');
  return (
    <svg
      className="sparkline"
      width={WIDTH}
      height={HEIGHT}
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      {...(label === undefined ? { 'aria-hidden': true } : { role: 'img', 'aria-label': label })}
    >
      {label === undefined ? null : <title>{label}</title>}
      <path d={path} fill="none" stroke="currentColor" strokeWidth="1.5" strokeLinecap="round" strokeLinejoin="round" />
    </svg>
  );
}
