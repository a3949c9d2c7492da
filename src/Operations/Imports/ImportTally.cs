using StreamPulse.Core.Avro;
using StreamPulse.Core.Events;

namespace StreamPulse.Operations.Imports;

/// <summary>
/// Counts what an import reads. An event that the pipeline will refuse, and that becomes a dead letter there, is neither a successful nor a
/// failed download.
/// </summary>
public sealed class ImportTally(EventLimits limits, TimeProvider time)
{
    private readonly EventValidator _validator = new(limits);

    /// <summary>Events, invalid ones included.</summary>
    public long Events { get; private set; }

    /// <summary>Valid ones with status success.</summary>
    public long Successful { get; private set; }

    /// <summary>Events that the pipeline refuses.</summary>
    public long Invalid { get; private set; }

    /// <summary>What is wrong with the first invalid event, for people; null where there is none.</summary>
    public string? FirstProblem { get; private set; }

    /// <param name="number">Number of the line or record.</param>
    /// <param name="e">The event.</param>
    /// <param name="avro">The same event as Avro binary.</param>
    public void Add(long number, ContentDownloadEvent e, ReadOnlySpan<byte> avro)
    {
        Events++;
        var reason = AvroEventReader.TryRead(avro, out var view)
            ? _validator.Validate(view, time.GetUtcNow().ToUnixTimeMilliseconds())
            : RejectionReason.UndecodableAvro;
        if (reason == RejectionReason.None)
        {
            Successful += e.Download.Status == "success" ? 1 : 0;
            return;
        }
        Invalid++;
        FirstProblem ??= FormattableString.Invariant($"line {number}: {RejectionReasons.Detail(reason)}");
    }
}
