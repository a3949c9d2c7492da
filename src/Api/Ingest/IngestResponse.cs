namespace StreamPulse.Api.Ingest;

/// <summary>What became of the events of a POST. The accepted ones are durably in the log.</summary>
/// <param name="Duplicates">Events whose event_id was accepted before, or stands in this body before; they are in the log once.</param>
/// <param name="Errors">One for each rejected event, ascending by index.</param>
public sealed record IngestResponse(int Accepted, int Rejected, int Duplicates, IReadOnlyList<IngestError> Errors);

/// <summary>Why an event was rejected.</summary>
/// <param name="Index">Place of the event in the body, from 0; empty lines are not counted.</param>
/// <param name="Reason">A stable word.</param>
/// <param name="Detail">The same for people.</param>
public sealed record IngestError(int Index, string Reason, string Detail);
