using System.Data.Common;
using Microsoft.AspNetCore.Http;
using StreamPulse.Api.Parameters;
using StreamPulse.Core.Results;
using StreamPulse.Log;
using StreamPulse.Pipeline.Ports;
using StreamPulse.Storage.Ingest;

namespace StreamPulse.Api.Problems;

/// <summary>Which problem an exception is to the caller. What an outsider may not know stays out of the detail.</summary>
internal static class ProblemMapping
{
    public static (ProblemKind Kind, string Detail) Of(Exception exception) => exception switch
    {
        ProblemException e => (e.Kind, e.Message),
        InvalidParametersException e => (ProblemKind.InvalidParameters, e.Message),
        LiveStateUnavailableException => (ProblemKind.LiveStateUnavailable, "The keeper of the open windows does not answer. Ask again, or with live=false for committed rows alone."),
        StoredResultsUnavailableException e => (ProblemKind.DatabaseUnavailable, e.Message),
        StoreUnavailableException => (ProblemKind.DatabaseUnavailable, "The database cannot be reached. Nothing was appended."),
        IngestInProgressException => (ProblemKind.IngestInProgress, "Another request is appending some of these events. Nothing of this one was appended; send it again, and those that are in the log by then count as duplicates."),
        LogUnavailableException => (ProblemKind.LogUnavailable, "Whether the events were appended is not known. They may be sent again; those that were appended are counted then twice."),
        LogFullException => (ProblemKind.LogFull, "Nothing was appended. Somebody has to make room on the disk of the event log first."),
        DbException { IsTransient: true } => (ProblemKind.DatabaseUnavailable, "The database cannot be reached."),
        BadHttpRequestException e => (ProblemKind.OfStatus(e.StatusCode), e.StatusCode == 413 ? "The body is larger than allowed." : "The request cannot be read as HTTP."),
        _ => (ProblemKind.Internal, "The request could not be answered. The trace id finds it in the log."),
    };

    /// <summary>The detail of an answer that has a status and nothing else.</summary>
    public static string DetailOfStatus(int status) => status switch
    {
        404 => "The addresses are described at /openapi/v1.json.",
        405 => "The Allow header names the methods that this address takes.",
        _ => "The server gave no more than the status.",
    };
}
