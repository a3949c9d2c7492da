using System.IO.Compression;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Net.Http.Headers;
using Microsoft.OpenApi;
using StreamPulse.Api.Security;

namespace StreamPulse.Api;

/// <summary>GET /openapi/v1.json: the OpenAPI document. It is built once, when it is first asked for, which takes about a second.</summary>
internal sealed class DescriptionDocument([FromKeyedServices(DescriptionDocument.Name)] IOpenApiDocumentProvider provider)
{
    /// <summary>Name of the document: the default one.</summary>
    public const string Name = "v1";

    private const string MediaType = "application/json;charset=utf-8";
    private const string Gzip = "gzip";

    private readonly Lock _gate = new();
    private Task<Built>? _built;

    public static void Map(IEndpointRouteBuilder endpoints)
        => endpoints.MapGet($"/openapi/{Name}.json", GetAsync).ExcludeFromDescription().OpenToAll(isLimited: true);

    private static async Task<FileContentHttpResult> GetAsync(
        DescriptionDocument document, HttpRequest request, CancellationToken cancellationToken)
    {
        var built = await document.BuildOnceAsync().WaitAsync(cancellationToken).ConfigureAwait(false);
        var headers = request.HttpContext.Response.Headers;
        headers.CacheControl = "public, max-age=300";
        headers.Vary = HeaderNames.AcceptEncoding;
        var isGzip = request.GetTypedHeaders().AcceptEncoding.Any(static coding => coding.Value == Gzip && coding.Quality is not 0);
        if (isGzip)
            headers.ContentEncoding = Gzip;
        return TypedResults.Bytes(
            isGzip ? built.Gzipped : built.Json, MediaType,
            entityTag: new EntityTagHeaderValue(isGzip ? $"\"{built.Hash}-gzip\"" : $"\"{built.Hash}\""));
    }

    private Task<Built> BuildOnceAsync()
    {
        lock (_gate)
            return _built is null or { IsFaulted: true } ? _built = Task.Run(BuildAsync) : _built;
    }

    private async Task<Built> BuildAsync()
    {
        var document = await provider.GetOpenApiDocumentAsync(CancellationToken.None).ConfigureAwait(false);
        using var json = new MemoryStream();
        await document.SerializeAsJsonAsync(json, OpenApiSpecVersion.OpenApi3_1).ConfigureAwait(false);
        using var gzipped = new MemoryStream();
        await using (var gzip = new GZipStream(gzipped, CompressionLevel.SmallestSize, leaveOpen: true))
            gzip.Write(json.GetBuffer().AsSpan(0, (int)json.Length));
        var bytes = json.ToArray();
        return new Built(bytes, gzipped.ToArray(), Convert.ToHexStringLower(SHA256.HashData(bytes).AsSpan(0, 8)));
    }

    private sealed record Built(byte[] Json, byte[] Gzipped, string Hash);
}
