interface BarProps {
  /** 0 to 1: length relative to the longest bar. */
  share: number;
  /** 0 to 1: failed part of the bar, drawn hatched. */
  failed: number;
}

/** A bar next to the value that it shows. */
export function Bar({ share, failed }: BarProps) {
  return (
    <span className="bar" aria-hidden="true">
      <span className="bar-fill" style={{ width: `${Math.max(share * 100, 0.5)}%` }}>
        <span className="bar-failed" style={{ width: `${failed * 100}%` }} />
      </span>
    </span>
  );
}
