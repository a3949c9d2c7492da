using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using StreamPulse.Core.Avro;

namespace StreamPulse.Hosting.Tests.Support;

/// <summary>The routes of a schema registry that give a schema by its id, on 127.0.0.1.</summary>
internal sealed class FakeRegistry : IDisposable
{
    private readonly HttpListener _listener = new();

    public FakeRegistry()
    {
        using (var free = new TcpListener(IPAddress.Loopback, 0))
        {
            free.Start();
            Url = $"http://127.0.0.1:{((IPEndPoint)free.LocalEndpoint).Port}";
        }

        _listener.Prefixes.Add(Url + "/");
        _listener.Start();
        _ = AnswerAsync();
    }

    public string Url { get; }

    public Dictionary<SchemaId, string> Schemas { get; } = [];

    /// <summary>For schemas that name types of other subjects: the same with those types put in.</summary>
    public Dictionary<SchemaId, string> Resolved { get; } = [];

    /// <summary>What the last call had in its header of this name.</summary>
    public string? Authorization { get; private set; }

    /// <summary>Whether every call is answered by 503.</summary>
    public bool IsAway { get; set; }

    /// <summary>Calls so far.</summary>
    public int Calls { get; private set; }

    public void Dispose() => _listener.Close();

    private async Task AnswerAsync()
    {
        while (_listener.IsListening)
        {
            HttpListenerContext call;
            try
            {
                call = await _listener.GetContextAsync();
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
            {
                return;
            }

            Calls++;
            Authorization = call.Request.Headers["Authorization"];
            var (status, body) = Answer(call.Request.Url!.AbsolutePath.Split('/')[^1], call.Request.QueryString["format"] == "resolved");
            call.Response.StatusCode = status;
            call.Response.ContentType = "application/vnd.schemaregistry.v1+json";
            call.Response.Close(Encoding.UTF8.GetBytes(body), willBlock: false);
        }
    }

    private (int Status, string Body) Answer(string id, bool isResolved)
    {
        if (IsAway)
            return (503, """{"error_code":50302,"message":"away"}""");
        if (!SchemaId.TryParse(id, out var parsed) || !Schemas.TryGetValue(parsed, out var schema))
            return (404, """{"error_code":40403,"message":"Schema not found"}""");
        return !Resolved.TryGetValue(parsed, out var resolved) ? (200, JsonSerializer.Serialize(new { schema }))
            : isResolved ? (200, JsonSerializer.Serialize(new { schema = resolved }))
            : (200, JsonSerializer.Serialize(
                new { schema, references = new[] { new { name = "com.example.Content", subject = "content", version = 1 } } }));
    }
}
