namespace StreamPulse.Api.Ingest;

/// <summary>Result of a POST of events. The accepted ones are durably in the log.</summary>
/// <param name="Duplicates">Events whose event_id was accepted before, or occurs earlier in this body; they are in the log once.</param>
/// <param name="Errors">One for each rejected event, ascending by index.</param>
public sealed record IngestResponse(int Accepted, int Rejected, int Duplicates, IReadOnlyList<IngestError> Errors);

/// <summary>Why an event was rejected.</summary>
/// <param name="Index">Index of the event in the body, from 0; empty lines are not counted.</param>
/// <param name="Reason">A stable code.</param>
/// <param name="Detail">The reason as a sentence.</param>
public sealed record IngestError(int Index, string Reason, string Detail);
