interface SkeletonProps {
  lines: number;
  className?: string;
}

/** Placeholder until the first data arrives. */
export function Skeleton({ lines, className = '' }: SkeletonProps) {
  return (
    <div className={`skeleton ${className}`} role="status" aria-label="Loading">
      {Array.from({ length: lines }, (_, n) => <span key={n} className="skeleton-line" />)}
    </div>
  );
}
