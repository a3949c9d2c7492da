interface SegmentedProps<T extends string | number> {
  label: string;
  options: readonly T[];
  value: T;
  text: (option: T) => string;
  choose: (option: T) => void;
}

/** A choice of a few options, all visible. */
export function Segmented<T extends string | number>({ label, options, value, text, choose }: SegmentedProps<T>) {
  return (
    <div className="segmented" role="group" aria-label={label}>
      {options.map((option) => (
        <button key={option} type="button" aria-pressed={option === value} onClick={() => choose(option)}>{text(option)}</button>
      ))}
    </div>
  );
}
