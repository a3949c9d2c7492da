import type { Pipeline } from '../api/types';

const STATES: Record<string, string> = {
  starting: 'The pipeline is starting; records in the log will be counted shortly.',
  log_away: 'The event log cannot be reached. Nothing new is counted until it is back; nothing is lost.',
  schema_away: 'A record names a schema that the schema registry does not answer for. Its partition waits until the registry is back.',
  store_away: 'The database does not accept commits. Results are kept in memory and written when it is back.',
  cluster_away: 'The cluster does not respond. Stored results are shown; open windows are not.',
  blocked: "The pipeline has stopped until an operator decides. /health and the server's log have the reason.",
};

/** Explains why the pipeline is not working, and what is wrong with clocks; empty while all is well. */
export function EngineNotice({ pipeline }: { pipeline: Pipeline | null }) {
  if (pipeline === null) return null;
  const isWorking = pipeline.state === null || pipeline.state === 'running';
  return (
    <>
      {isWorking ? null : (
        <div className="notice notice-error" role="alert">
          <p>
            <strong>
              <span aria-hidden="true">■ </span>
              {pipeline.state?.replaceAll('_', ' ')}
            </strong>{' '}
            {STATES[pipeline.state ?? ''] ?? ''} {pipeline.log?.reason ?? ''}
          </p>
        </div>
      )}
      {pipeline.warnings.map((warning) => (
        <div key={warning} className="notice notice-error" role="alert">
          <p>
            <span aria-hidden="true">■ </span>
            {warning}
          </p>
        </div>
      ))}
    </>
  );
}
