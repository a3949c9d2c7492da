using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using StreamPulse.Api.Csv;
using StreamPulse.Api.Json;

namespace StreamPulse.Api.Caching;

/// <summary>
/// A serialized response: JSON or, if it is a list and the request prefers it, CSV; with an ETag of its content, and 304 for clients that
/// already have it.
/// </summary>
internal sealed class AnswerResult : IResult
{
    private const int TagBytes = 12;
    private const string JsonType = "application/json; charset=utf-8";
    private const string CsvType = CsvText.MediaType + "; charset=utf-8; header=present";

    private readonly IAnswer _answer;
    private readonly string _cacheControl;
    private readonly byte[] _json;
    private readonly string _tag;
    private readonly Lazy<byte[]>? _csv;

    /// <param name="keep">How long a client may cache it; null if it must revalidate every time.</param>
    public AnswerResult(IAnswer answer, TimeSpan? keep, JsonSerializerOptions json)
    {
        _answer = answer;
        _cacheControl = keep is { } age
            ? string.Create(CultureInfo.InvariantCulture, $"private, max-age={Math.Ceiling(age.TotalSeconds)}, must-revalidate")
            : "private, no-cache";
        _json = JsonSerializer.SerializeToUtf8Bytes(answer, answer.GetType(), json);
        _tag = Tag(JsonSerializer.SerializeToUtf8Bytes(answer.WithoutMoment(), answer.GetType(), json));
        _csv = answer is IListAnswer list ? new Lazy<byte[]>(() => CsvText.Write(list, json)) : null;
    }

    /// <inheritdoc/>
    public Task ExecuteAsync(HttpContext httpContext)
    {
        var (request, response) = (httpContext.Request, httpContext.Response);
        var asCsv = _csv is not null && AcceptedMediaType.PrefersCsv(request);
        var tag = asCsv ? $"W/\"{_tag}-csv\"" : $"W/\"{_tag}\"";
        response.Headers.ETag = tag;
        response.Headers.CacheControl = _cacheControl;
        response.Headers.Append(HeaderNames.Vary, "Accept, Authorization");
        if (asCsv)
            AddFacts(response.Headers);
        if (IsKnown(request, tag))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return Task.CompletedTask;
        }

        var body = asCsv ? _csv!.Value : _json;
        response.ContentType = asCsv ? CsvType : JsonType;
        response.ContentLength = body.Length;
        return HttpMethods.IsHead(request.Method)
            ? Task.CompletedTask
            : response.Body.WriteAsync(body, httpContext.RequestAborted).AsTask();
    }

    /// <summary>Adds headers for values that a CSV body cannot contain.</summary>
    private void AddFacts(IHeaderDictionary headers)
    {
        headers["X-As-Of"] = InstantJsonConverter.Format(_answer.AsOf);
        headers["X-Complete"] = _answer.Complete ? "true" : "false";
        if (_answer.Watermark is { } watermark)
            headers["X-Watermark"] = InstantJsonConverter.Format(watermark);
        if (((IListAnswer)_answer).NextCursor is { } cursor)
            headers["X-Next-Cursor"] = cursor;
    }

    /// <summary>RFC 9110, 13.1.2: weak comparison; * matches any.</summary>
    private static bool IsKnown(HttpRequest request, string tag)
    {
        var given = request.Headers.IfNoneMatch;
        if (given.Count == 0 || !EntityTagHeaderValue.TryParseList(given!, out var known))
            return false;
        var own = EntityTagHeaderValue.Parse(tag);
        return known.Any(k => k.Equals(EntityTagHeaderValue.Any) || k.Compare(own, useStrongComparison: false));
    }

    private static string Tag(byte[] shown) => Base64Url.EncodeToString(SHA256.HashData(shown).AsSpan(0, TagBytes));
}
