using System.Text.Json.Serialization;
using StreamPulse.Import;
using StreamPulse.Log.Kafka.Delivery;

namespace StreamPulse.Operations.Imports;

/// <summary>What an import brought into a topic.</summary>
/// <param name="FromEvent">Number, in order of time, of the first event to send; those before were skipped.</param>
/// <param name="Events">Events that were read.</param>
/// <param name="Successful">Of these, valid ones with status success.</param>
/// <param name="Rejected">Lines or records that are no events; they are not in the topic.</param>
/// <param name="RejectsByReason">How many by each reason.</param>
/// <param name="FirstRejects">The first few.</param>
/// <param name="LastEvent">Number of the last event that is acknowledged together with every one before it.</param>
/// <param name="AcknowledgedBehind">Events after it that are acknowledged too: resuming after it counts them twice.</param>
/// <param name="IsWhole">Whether the file was read to its end and every event is acknowledged.</param>
/// <param name="IsInterrupted">Whether the caller cancelled it.</param>
public sealed record TopicImportResult(
    ImportFormat Format, long FromEvent, long Events, long Successful, long Rejected, IReadOnlyDictionary<string, long> RejectsByReason,
    IReadOnlyList<RejectedLine> FirstRejects, long LastEvent, long AcknowledgedBehind, bool IsWhole, bool IsInterrupted,
    DeliveryReport Delivery, ImportSummary Summary)
{
    /// <summary>Events that the pipeline refuses; they become dead letters.</summary>
    public long Invalid { get; init; }

    /// <summary>What is wrong with the first invalid event; null for none.</summary>
    public string? FirstProblem { get; init; }

    /// <summary>What the first rejected lines look like; null where no line was rejected.</summary>
    [JsonIgnore]
    public ForeignFormat? LooksLike { get; init; }

    /// <summary>Rejected lines beyond the bound: counted, and not in the file of rejects.</summary>
    public long RejectsNotKept { get; init; }

    /// <summary>Valid events that were not successful.</summary>
    public long Failed => Events - Successful - Invalid;
}

/// <summary>A line that is no event.</summary>
/// <param name="Reason">A stable word.</param>
/// <param name="Detail">The same for people.</param>
public sealed record RejectedLine(long Line, string Reason, string Detail);
