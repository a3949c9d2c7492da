interface BarProps {
  /** 0 to 1: of the longest bar. */
  share: number;
  /** 0 to 1: part of the bar that failed, hatched. */
  failed: number;
}

/** A bar beside its figure, which says the same in words. */
export function Bar({ share, failed }: BarProps) {
  return (
    <span className="bar" aria-hidden="true">
      <span className="bar-fill" style={{ width: `${Math.max(share * 100, 0.5)}%` }}>
        <span className="bar-failed" style={{ width: `${failed * 100}%` }} />
      </span>
    </span>
  );
}
