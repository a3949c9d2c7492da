import type { ApiError } from '../api/ApiError';
import type { Dashboard } from '../data/useDashboard';
import type { PipelineFeed } from '../data/usePipeline';
import { ErrorNotice } from './ErrorNotice';

interface ErrorBannerProps {
  dashboard: Dashboard;
  pipeline: PipelineFeed;
}

/** One notice for all failed requests; the panels keep their last data. */
export function ErrorBanner({ dashboard, pipeline }: ErrorBannerProps) {
  const { realtime, summary, trending, regions, devices, series, alerts } = dashboard;
  const failing = [realtime, summary, trending, regions, devices, series, alerts, pipeline.query].filter(
    (feed) => feed.error !== null && !isOfFilter(feed.error),
  );
  const error = failing[0]?.error;
  if (error == null) return null;
  return <ErrorNotice error={error} retry={() => failing.forEach((feed) => feed.retry())} />;
}

/** A 404 for an unknown filter value is shown in its panels instead. */
function isOfFilter(error: ApiError): boolean {
  return error.status === 404;
}
