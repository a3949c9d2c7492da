using System.Diagnostics;
using System.Globalization;
using System.IO.Pipelines;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using StreamPulse.Api.Problems;

namespace StreamPulse.Api.Limits;

/// <summary>
/// Requests that the server refuses before the application sees them: %00 in a path, no Host header, headers or a request line that are
/// too long, or what is no HTTP at all. The server would answer with an empty body; here they are problems like all others.
/// </summary>
/// <remarks>
/// HTTP/2 has stream errors for these, and a connection with TLS is left as it is, because its bytes are encrypted later. The method is not
/// known if the request line is refused, so HEAD gets a body then; the connection is closed after it.
/// </remarks>
internal sealed class RefusedRequests(JsonSerializerOptions json, TimeProvider time) : IObserver<KeyValuePair<string, object?>>
{
    private const string BadRequest = "Microsoft.AspNetCore.Server.Kestrel.BadRequest";

    /// <summary>A connection middleware that puts an output that can be replaced into each connection.</summary>
    public static ConnectionDelegate Prepare(ConnectionDelegate next) => async connection =>
    {
        var transport = connection.Transport;
        var output = new ReplaceableOutput(transport.Output);
        connection.Features.Set(output);
        connection.Transport = new Duplex(transport.Input, output);
        try
        {
            await next(connection).ConfigureAwait(false);
        }
        finally
        {
            connection.Transport = transport;
        }
    };

    /// <summary>Begins to answer them.</summary>
    public static void Answer(IServiceProvider services)
        => services.GetRequiredService<DiagnosticListener>().Subscribe(
            new RefusedRequests(
                services.GetRequiredService<IOptions<JsonOptions>>().Value.SerializerOptions, services.GetRequiredService<TimeProvider>()),
            static name => name == BadRequest);

    /// <inheritdoc/>
    public void OnNext(KeyValuePair<string, object?> value)
    {
        if (value.Value is not IFeatureCollection features || features.Get<ReplaceableOutput>() is not { } output
            || features.Get<IHttpResponseFeature>() is not { HasStarted: false }
            || features.Get<ITlsHandshakeFeature>() is not null || features.Get<IHttp2StreamIdFeature>() is not null
            || features.Get<IBadRequestExceptionFeature>()?.Error is not Microsoft.AspNetCore.Http.BadHttpRequestException error)
        {
            return;
        }

        output.ReplaceBy(Response(features, error));
    }

    /// <inheritdoc/>
    public void OnCompleted()
    {
        // the server has stopped
    }

    /// <inheritdoc/>
    public void OnError(Exception error)
    {
        // the server tells of none
    }

    private byte[] Response(IFeatureCollection features, Microsoft.AspNetCore.Http.BadHttpRequestException error)
    {
        var request = features.Get<IHttpRequestFeature>();
        var context = new DefaultHttpContext();
        context.TraceIdentifier = features.Get<IHttpRequestIdentifierFeature>()?.TraceIdentifier ?? context.TraceIdentifier;
        SecurityHeaders.Set(context);
        var target = request?.RawTarget ?? "";
        var body = JsonSerializer.SerializeToUtf8Bytes(
            Problem.Create(context, ProblemKind.OfStatus(error.StatusCode), Detail(error.Message, target)) with
            {
                Instance = target.Split('?')[0],
            },
            json);
        var head = new StringBuilder()
            .Append(CultureInfo.InvariantCulture, $"HTTP/1.1 {error.StatusCode} {ReasonPhrases.GetReasonPhrase(error.StatusCode)}\r\n")
            .Append(CultureInfo.InvariantCulture, $"Content-Length: {body.Length}\r\nContent-Type: {Problem.MediaType}\r\n")
            .Append(CultureInfo.InvariantCulture, $"Connection: close\r\nDate: {time.GetUtcNow():R}\r\n");
        foreach (var (name, values) in context.Response.Headers)
            head.Append(CultureInfo.InvariantCulture, $"{name}: {values}\r\n");
        var isHead = HttpMethods.IsHead(request?.Method ?? "");
        return [.. Encoding.ASCII.GetBytes(head.Append("\r\n").ToString()), .. isHead ? [] : body];
    }

    /// <summary>The server's sentence, which does not quote the request, and what it does not say of a path.</summary>
    private static string Detail(string message, string target)
    {
        if (target.Contains("%00", StringComparison.Ordinal))
            return "The path contains %00, the character U+0000, which is not allowed.";
        var sentence = message.Replace(": ''", "", StringComparison.Ordinal);
        return sentence.EndsWith('.') ? sentence : sentence + ".";
    }

    private sealed record Duplex(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
