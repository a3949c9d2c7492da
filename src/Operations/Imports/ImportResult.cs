using StreamPulse.Import;

namespace StreamPulse.Operations.Imports;

/// <summary>What an import brought into the log.</summary>
/// <param name="Partition">The partition that holds it.</param>
/// <param name="Events">Events in the file.</param>
/// <param name="Successful">Of these, valid ones with status success.</param>
/// <param name="Rejected">
/// Lines or records that are no events; they are dead letters of stage import, except <see cref="RejectsNotKept"/>.
/// </param>
/// <param name="ResumedAt">Events and rejects that an earlier, interrupted import had stored; 0 for none.</param>
/// <param name="Appended">Records of the partition.</param>
/// <param name="Summary">What the reader found, such as a file that grew meanwhile.</param>
public sealed record ImportResult(
    int Partition, ImportFormat Format, long Events, long Successful, long Rejected, long ResumedAt, long Appended, ImportSummary Summary)
{
    /// <summary>Events that the pipeline refuses; they become dead letters.</summary>
    public long Invalid { get; init; }

    /// <summary>What is wrong with the first invalid event; null for none.</summary>
    public string? FirstProblem { get; init; }

    /// <summary>Rejected lines by reason, and the first few of them.</summary>
    public RejectReport Rejects { get; init; } = RejectReport.None;

    /// <summary>Rejected lines beyond the bound: counted, and not dead letters.</summary>
    public long RejectsNotKept { get; init; }

    /// <summary>Valid events that were not successful.</summary>
    public long Failed => Events - Successful - Invalid;
}
