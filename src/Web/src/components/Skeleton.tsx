interface SkeletonProps {
  lines: number;
  className?: string;
}

/** Stands where figures will be, before the first ones are there. */
export function Skeleton({ lines, className = '' }: SkeletonProps) {
  return (
    <div className={`skeleton ${className}`} role="status" aria-label="Loading">
      {Array.from({ length: lines }, (_, n) => <span key={n} className="skeleton-line" />)}
    </div>
  );
}
