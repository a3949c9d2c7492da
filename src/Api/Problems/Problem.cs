using System.Diagnostics;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using StreamPulse.Api.Parameters;

namespace StreamPulse.Api.Problems;

/// <summary>Problem details, RFC 9457.</summary>
/// <param name="Type">Stable name of the kind of problem.</param>
/// <param name="Detail">What happened this time.</param>
/// <param name="Instance">Path of the request.</param>
/// <param name="TraceId">To find the request in logs and traces.</param>
/// <param name="Errors">By parameter: the value as given and what is allowed; only where parameters are the problem.</param>
public sealed record Problem(
    string Type, string Title, int Status, string Detail, string Instance, string TraceId,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyDictionary<string, ParameterError>? Errors)
{
    /// <summary>Media type of problem details.</summary>
    public const string MediaType = "application/problem+json";

    internal static Problem Create(HttpContext context, ProblemKind kind, string detail, IReadOnlyDictionary<string, ParameterError>? errors = null)
        => new(kind.Type, kind.Title, kind.Status, detail, context.Request.Path, Activity.Current?.Id ?? context.TraceIdentifier, errors);

    /// <summary>Makes it the answer to the request.</summary>
    internal static Task WriteAsync(HttpContext context, ProblemKind kind, string detail, IReadOnlyDictionary<string, ParameterError>? errors = null)
    {
        if (kind.RetryAfterSeconds is { } seconds)
            context.Response.Headers.RetryAfter = seconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
        return TypedResults.Json(Create(context, kind, detail, errors), contentType: MediaType, statusCode: kind.Status).ExecuteAsync(context);
    }
}
