import type { PipelineFeed } from '../data/usePipeline';
import { formatSeconds } from '../format/durations';
import { formatCount } from '../format/numbers';
import { formatDateTime, zoneName, type Zone } from '../format/times';
import { trendOf } from '../stats/trend';
import { EngineNotice } from './EngineNotice';
import { CsvButton } from './CsvButton';
import { Equation } from './Equation';
import { Nothing } from './Nothing';
import { Panel } from './Panel';
import { PartitionTable } from './PartitionTable';
import { Sparkline } from './Sparkline';
import { StatCard } from './StatCard';

interface PipelineViewProps {
  pipeline: PipelineFeed;
  zone: Zone;
}

/** Progress of each partition of the log, and whether every record is accounted for. Always live. */
export function PipelineView({ pipeline, zone }: PipelineViewProps) {
  const { query, lagHistory } = pipeline;
  const partitions = query.data?.partitions;
  const totals = query.data?.totals;
  const trend = trendOf(lagHistory, 5);
  return (
    <div className="pipeline">
      <EngineNotice pipeline={query.data} />
      {totals === undefined ? null : (
        <div className="cards cards-4">
          <StatCard label="Lag" value={formatCount(totals.lag_records)} unit="records" hint="Appended and not in committed results yet">
            <Sparkline values={lagHistory} /> <span className="muted">{trend ?? 'trend available in a few seconds'}</span>
          </StatCard>
          <StatCard
            label="Late"
            value={formatCount(totals.late)}
            unit="events"
            hint="Came after the allowed lateness; kept in late_events with their reason"
          >
            <span className="muted">not counted, stored with the reason</span>
          </StatCard>
          <StatCard
            label="Dead letters"
            value={formatCount(totals.dead_lettered + totals.import_rejected)}
            hint="Records and lines of imported files that could not be used; kept in dead_letters with their reason"
          >
            <span className="muted">
              {formatCount(totals.dead_lettered)} records, {formatCount(totals.import_rejected)} lines of imported files
            </span>
          </StatCard>
          <StatCard
            label="Oldest checkpoint with lag"
            value={formatSeconds(totals.oldest_checkpoint_age_seconds)}
            hint="Of the partitions that have something left to read"
          >
            <span className="muted">
              {totals.oldest_checkpoint_age_seconds === null ? 'no partition has lag' : 'since the last commit'}
            </span>
          </StatCard>
        </div>
      )}
      <Panel title="Accounting" lines={2} feed={query}>
        {(data) => (
          <div className="panel-body">
            <Equation pipeline={data} />
          </div>
        )}
      </Panel>
      <Panel
        title="Partitions"
        lines={6}
        feed={query}
        note={query.data === null ? undefined : `merged watermark ${formatDateTime(query.data.watermark, zone)} ${zoneName(zone)}`}
        actions={
          <CsvButton
            name="partitions"
            of="partitions"
            header={[
              'partition',
              'source',
              'next_offset',
              'end_offset',
              'lag_records',
              'lag_seconds',
              'watermark',
              'counted',
              'late',
              'dead_lettered',
              'absent',
              'missing',
              'checkpoint_age_seconds',
              'sealed',
              'import_rejected',
            ]}
            rows={
              partitions === undefined
                ? null
                : () =>
                    partitions.map((p) => [
                      p.partition,
                      p.source,
                      p.next_offset,
                      p.end_offset,
                      p.lag_records,
                      p.lag_seconds,
                      p.watermark,
                      p.counted,
                      p.late,
                      p.dead_lettered,
                      p.absent,
                      p.missing,
                      p.checkpoint_age_seconds,
                      p.sealed,
                      p.import_rejected,
                    ])
            }
          />
        }
      >
        {(data) =>
          data.partitions.length === 0 ? (
            <Nothing>The log has no partitions yet.</Nothing>
          ) : (
            <PartitionTable
              partitions={data.partitions}
              unbalanced={data.accounting.unbalanced_partitions}
              asOfMs={Date.parse(data.as_of)}
              zone={zone}
            />
          )
        }
      </Panel>
    </div>
  );
}
