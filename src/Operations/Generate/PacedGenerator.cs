using StreamPulse.Core.Events;
using StreamPulse.Generator;

namespace StreamPulse.Operations.Generate;

/// <summary>
/// Writes the events of a generator to an output in batches: as fast as the output accepts them, or each at its nominal time.
/// </summary>
public sealed class PacedGenerator(DownloadGenerator downloads, IEventOutput output, TimeProvider time)
{
    private const int MaxBatch = 2000;

    /// <summary>Between two batches: each is one transaction of the log, and a read of each partition.</summary>
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(250);

    private readonly List<ContentDownloadEvent> _batch = new(MaxBatch);

    /// <summary>Runs until the number of events is reached, or for ever.</summary>
    /// <param name="events">How many; null for no limit.</param>
    /// <param name="progress">Receives the number of events so far.</param>
    /// <returns>Number of events.</returns>
    public async Task<long> RunAsync(long? events, bool isPaced, IProgress<long>? progress, CancellationToken cancellationToken)
    {
        var done = 0L;
        while (events is null || done < events)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var most = (int)Math.Min(MaxBatch, (events ?? long.MaxValue) - done);
            var now = isPaced ? time.GetUtcNow().ToUnixTimeMilliseconds() : long.MaxValue;
            _batch.Clear();
            while (_batch.Count < most && downloads.NominalEventTimeMs(downloads.NextIndex) <= now)
                _batch.Add(downloads.Next());
            var isAhead = _batch.Count < most;
            if (_batch.Count > 0)
            {
                await output.WriteAsync(_batch, cancellationToken);
                done += _batch.Count;
                progress?.Report(done);
            }

            if (isAhead)
                await Task.Delay(Pace, time, cancellationToken);
        }

        return done;
    }
}
