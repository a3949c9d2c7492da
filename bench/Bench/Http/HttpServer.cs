using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using StreamPulse.Api;
using StreamPulse.Api.Limits;
using StreamPulse.Api.Security;
using StreamPulse.Core.Avro;
using StreamPulse.Core.Results;
using StreamPulse.Core.Windows;
using StreamPulse.Log;
using StreamPulse.Log.Postgres;
using StreamPulse.Standalone.Engine;
using StreamPulse.Storage;
using StreamPulse.Storage.Ingest;

namespace StreamPulse.Bench.Http;

/// <summary>
/// The measured process: engine and API on a database, until its standard input ends. Its first line of output is its address.
/// </summary>
internal static class HttpServer
{
    public const string Verb = "http-server";
    public const string PostgresVariable = "STREAMPULSE_BENCH_POSTGRES";

    /// <summary>Time between two pushed updates: 20 a second.</summary>
    public static readonly TimeSpan PushInterval = TimeSpan.FromMilliseconds(50);

    public static async Task RunAsync()
    {
        var connection = Environment.GetEnvironmentVariable(PostgresVariable)
            ?? throw new InvalidOperationException($"{PostgresVariable} is not set.");
        await using var database = await ResultDatabase.OpenAsync(connection, "bench", CancellationToken.None);
        await using var log = await PostgresEventLog.OpenAsync(database, new PostgresEventLogOptions());
        using var metrics = new EngineMetrics();
        await using var engine = new PipelineEngine(
            log, database, new PipelineSettings(), new EngineOptions(), AvroSchemaSet.Default, metrics, TimeProvider.System,
            NullLogger<PipelineEngine>.Instance);
        await engine.StartAsync(default);

        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddStoredResults(database).AddSingleton<ILiveState>(engine).AddSingleton<IPipelineProgress>(engine)
            .AddSingleton<IEventLogAppender>(log);
        builder.Services.AddSingleton(new IngestIds(database));
        builder.Services.AddStreamPulseApi(new SecurityOptions(new AuthOptions(), new CorsOptions(), new RateLimitOptions()),
            static options => options.PushInterval = PushInterval);
        await using var app = builder.Build();
        app.UseStreamPulseApi();
        app.MapStreamPulseApi();
        await app.StartAsync();
        Console.WriteLine(app.Urls.Single());
        await Console.In.ReadToEndAsync();
        await app.StopAsync();
        await engine.StopAsync();
    }
}
