import type { Dashboard } from '../data/useDashboard';
import type { PipelineFeed } from '../data/usePipeline';
import { ErrorNotice } from './ErrorNotice';

interface ErrorBannerProps {
  dashboard: Dashboard;
  pipeline: PipelineFeed;
}

/** One notice for all that fails, while the panels keep what they know. */
export function ErrorBanner({ dashboard, pipeline }: ErrorBannerProps) {
  const { realtime, trending, regions, devices, series, alerts } = dashboard;
  const failing = [realtime, trending, regions, devices, series, alerts, pipeline.query].filter((feed) => feed.error !== null);
  const error = failing[0]?.error;
  if (error == null) return null;
  return <ErrorNotice error={error} retry={() => failing.forEach((feed) => feed.retry())} />;
}
