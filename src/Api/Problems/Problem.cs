using System.Diagnostics;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using StreamPulse.Api.Parameters;

namespace StreamPulse.Api.Problems;

/// <summary>Problem details, RFC 9457.</summary>
/// <param name="Type">Stable identifier of the kind of problem.</param>
/// <param name="Detail">What happened in this request.</param>
/// <param name="Instance">Path of the request.</param>
/// <param name="TraceId">Finds the request in logs and traces.</param>
/// <param name="Errors">The invalid parameters with the given and the allowed values; null for other problems.</param>
public sealed record Problem(
    string Type, string Title, int Status, string Detail, string Instance, string TraceId,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyDictionary<string, ParameterError>? Errors)
{
    /// <summary>Media type of problem details.</summary>
    public const string MediaType = "application/problem+json";

    internal static Problem Create(
        HttpContext context, ProblemKind kind, string detail, IReadOnlyDictionary<string, ParameterError>? errors = null)
        => new(kind.Type, kind.Title, kind.Status, detail, context.Request.Path, Activity.Current?.Id ?? context.TraceIdentifier, errors);

    /// <summary>Writes it as the response.</summary>
    internal static Task WriteAsync(
        HttpContext context, ProblemKind kind, string detail, IReadOnlyDictionary<string, ParameterError>? errors = null)
    {
        if (kind.RetryAfterSeconds is { } seconds)
            context.Response.Headers.RetryAfter = seconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
        return TypedResults.Json(Create(context, kind, detail, errors), contentType: MediaType, statusCode: kind.Status)
            .ExecuteAsync(context);
    }
}
