using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;
using Microsoft.OpenApi;
using StreamPulse.Api.Limits;
using StreamPulse.Api.Problems;
using StreamPulse.Api.Security;

namespace StreamPulse.Api.Ingest;

/// <summary>POST /api/events</summary>
internal static class IngestEndpoints
{
    public static void MapIngest(this IEndpointRouteBuilder endpoints)
        => endpoints.MapPost("/api/events", PostAsync).WithName("PostEvents").WithTags("Events").RequireScope(ApiScopes.Ingest)
            .WithSummary("Appends events: one or an array in JSON, NDJSON, or an Avro object container file.")
            .WithDescription(
                "Every event is validated separately. 202 counts the accepted events, which are durably in the log, and the "
                + "duplicates, whose event_id was accepted before, and lists each rejected event with its reason.")
            .ProducesApiProblem(StatusCodes.Status400BadRequest)
            .ProducesApiProblem(StatusCodes.Status413PayloadTooLarge)
            .ProducesApiProblem(StatusCodes.Status415UnsupportedMediaType)
            .ProducesApiProblem(StatusCodes.Status503ServiceUnavailable)
            .ProducesApiProblem(StatusCodes.Status507InsufficientStorage)
            .AddOpenApiOperationTransformer((operation, _, _) =>
            {
                operation.RequestBody = new OpenApiRequestBody
                {
                    Required = true,
                    Description = "Events with the field names of the Avro schema com.streampulse.events.ContentDownloadEvent.",
                    Content = IngestFormats.MediaTypes.ToDictionary(type => type, _ => new OpenApiMediaType()),
                };
                return Task.CompletedTask;
            });

    private static async Task<Accepted<IngestResponse>> PostAsync(
        HttpRequest request, EventIngest ingest, IngestBudget budget, SecurityOptions security, IOptions<ApiOptions> options,
        CancellationToken cancellationToken)
    {
        if (request.Headers.ContentEncoding.Count > 0 && request.Headers.ContentEncoding != "identity")
        {
            throw new ProblemException(
                ProblemKind.UnsupportedMediaType, "Content-Encoding is not supported; an Avro container file may use compressed blocks.");
        }

        var format = IngestFormats.OfContentType(request.ContentType)
            ?? throw new ProblemException(
                ProblemKind.UnsupportedMediaType, $"Supported are {string.Join(", ", IngestFormats.MediaTypes)}; text must be UTF-8.");
        ingest.RefuseWhenBehind();
        using var memory = budget.Begin(Caller.LimitedClientOf(request.HttpContext, security.RateLimits));
        IngestCollector events;
        using (var body = await BoundedBody.ReadAsync(
            request, options.Value.MaxIngestBytes, "Nothing was appended; split the events into several requests.", memory,
            cancellationToken).ConfigureAwait(false))
        {
            events = ingest.Read(format, body.Bytes, memory);
        }

        return TypedResults.Accepted((string?)null, await ingest.AppendAsync(events, cancellationToken).ConfigureAwait(false));
    }
}
