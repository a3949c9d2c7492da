import type { Pipeline } from '../api/types';

const STATES: Record<string, string> = {
  starting: 'The engine is starting: what it finds in the log is counted in a moment.',
  log_away: 'The event log cannot be reached. Nothing new is counted until it is back; nothing is lost.',
  store_away: 'The database takes no commits. What was read is kept and written when it is back.',
  cluster_away: 'The cluster does not answer. Stored results are served; open windows are not.',
  stopped: 'The engine is stopped.',
  failed: 'The engine has failed. The server\'s log says why; start it again.',
};

/** Says what keeps the pipeline from working; nothing while it works, or where it runs in another program. */
export function EngineNotice({ pipeline }: { pipeline: Pipeline | null }) {
  if (pipeline === null || pipeline.state === null || pipeline.state === 'running') return null;
  return (
    <div className="notice notice-error" role="alert">
      <p><strong><span aria-hidden="true">■ </span>{pipeline.state.replaceAll('_', ' ')}</strong> {STATES[pipeline.state] ?? ''} {pipeline.log?.reason ?? ''}</p>
    </div>
  );
}
