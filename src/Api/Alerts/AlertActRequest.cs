using System.Text.Json;
using Microsoft.AspNetCore.Http;
using StreamPulse.Api.Limits;
using StreamPulse.Api.Parameters;
using StreamPulse.Api.Problems;
using StreamPulse.Api.Security;

namespace StreamPulse.Api.Alerts;

/// <summary>Body of a POST to an alert.</summary>
/// <param name="By">Name of the person, 1 to 100 characters. Leave out with authentication: the token's subject is used.</param>
/// <param name="Note">At most 1,000 characters; null for none.</param>
public sealed record AlertActRequest(string? By = null, string? Note = null)
{
    private const int LongestBy = 100;
    private const int LongestNote = 1_000;
    private const int LongestBody = 16 * 1024;

    /// <summary>Reads the name and the note.</summary>
    /// <exception cref="ProblemException">The body is not JSON, too large or of another type.</exception>
    /// <exception cref="InvalidParametersException">A field is invalid.</exception>
    internal static async Task<(string By, string? Note)> ReadAsync(HttpRequest request)
    {
        var subject = Caller.SubjectOf(request.HttpContext.User);
        if (!request.HasJsonContentType())
            throw new ProblemException(ProblemKind.UnsupportedMediaType, "The content type must be application/json.");
        using var body = await BoundedBody.ReadAsync(
            request, LongestBody, "Shorten the note.", memory: null, request.HttpContext.RequestAborted).ConfigureAwait(false);
        using var document = Parse(body.Bytes);
        if (document.RootElement.ValueKind != JsonValueKind.Object)
            throw new ProblemException(ProblemKind.MalformedBody, "The body must be a JSON object.");
        var errors = new ParameterErrors();
        var by = Text(document.RootElement, "by", LongestBy, errors);
        var note = Text(document.RootElement, "note", LongestNote, errors);
        errors.ThrowIfAny();
        if (subject is null && string.IsNullOrWhiteSpace(by))
            errors.Add("by", by ?? "", $"a name of 1 to {LongestBy} characters");
        else if (subject is not null && by is not null)
            errors.Add("by", by, "no value: the token's subject is used");
        errors.ThrowIfAny();
        return (subject ?? by!, string.IsNullOrEmpty(note) ? null : note);
    }

    /// <summary>An empty body is treated as {}.</summary>
    private static JsonDocument Parse(ReadOnlyMemory<byte> body)
    {
        try
        {
            return JsonDocument.Parse(body.IsEmpty ? "{}"u8.ToArray() : body);
        }
        catch (JsonException e)
        {
            throw new ProblemException(ProblemKind.MalformedBody, $"The body is not valid JSON: {e.Message}");
        }
    }

    /// <exception cref="ProblemException">A text is not valid Unicode, which is detected only when it is read.</exception>
    private static string? Text(JsonElement body, string name, int longest, ParameterErrors errors)
    {
        try
        {
            return TextOrError(body, name, longest, errors);
        }
        catch (InvalidOperationException)
        {
            throw new ProblemException(ProblemKind.MalformedBody, "The body contains bytes or escapes that are not valid Unicode.");
        }
    }

    private static string? TextOrError(JsonElement body, string name, int longest, ParameterErrors errors)
    {
        if (!body.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null)
            return null;
        var text = value.ValueKind == JsonValueKind.String ? value.GetString()! : null;
        if (text is not null && text.Length <= longest && !text.Contains('\0', StringComparison.Ordinal))
            return text;
        errors.Add(
            name, value.ToString(), FormattableString.Invariant($"text of at most {longest} characters without the character U+0000"));
        return null;
    }
}
