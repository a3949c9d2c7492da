using System.Data.Common;
using Microsoft.AspNetCore.Http;
using StreamPulse.Api.Parameters;
using StreamPulse.Core.Results;
using StreamPulse.Log;
using StreamPulse.Pipeline.Ports;
using StreamPulse.Postgres;
using StreamPulse.Storage.Ingest;

namespace StreamPulse.Api.Problems;

/// <summary>Maps exceptions to problems. Internal details are not included.</summary>
internal static class ProblemMapping
{
    public static (ProblemKind Kind, string Detail) Of(Exception exception) => exception switch
    {
        ProblemException e => (e.Kind, e.Message),
        InvalidParametersException e => (ProblemKind.InvalidParameters, e.Message),
        LiveStateUnavailableException => (
            ProblemKind.LiveStateUnavailable, "The open windows are not available. Retry, or use live=false for committed rows only."),
        StoredResultsUnavailableException e => (ProblemKind.DatabaseUnavailable, e.Message),
        StoreUnavailableException { IsFull: true } => (
            ProblemKind.LogFull, "Nothing was appended. An operator has to free space on the disk of the database first."),
        StoreUnavailableException => (ProblemKind.DatabaseUnavailable, "The database cannot be reached. Nothing was appended."),
        IngestInProgressException => (
            ProblemKind.IngestInProgress,
            "Another request is appending some of these events. Nothing of this request was appended. Send it again; events that are "
            + "in the log by then count as duplicates."),
        LogUnavailableException => (
            ProblemKind.LogUnavailable,
            "It is not known whether the events were appended. They may be sent again; those that were appended are then counted twice."),
        LogFullException => (
            ProblemKind.LogFull, "Nothing was appended. An operator has to free space on the disk of the event log first."),
        BadHttpRequestException e => (
            ProblemKind.OfStatus(e.StatusCode), e.StatusCode == 413 ? "The body is too large." : "The request is not valid HTTP."),
        DbException e when DatabaseErrors.IsOutage(e) => (ProblemKind.DatabaseUnavailable, "The database cannot be reached."),
        _ => (ProblemKind.Internal, "The request failed because of a defect. Use the trace id to find it in the log."),
    };

    /// <summary>The detail for a response that has only a status.</summary>
    public static string DetailOfStatus(int status) => status switch
    {
        404 => "There is no such route. The routes are described at /openapi/v1.json.",
        405 => "The Allow header lists the methods of this route.",
        _ => "No further details are available.",
    };
}
