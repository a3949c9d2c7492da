using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using StreamPulse.Api.Alerts;
using StreamPulse.Api.Caching;
using StreamPulse.Api.Health;
using StreamPulse.Api.Hosting;
using StreamPulse.Api.Ingest;
using StreamPulse.Api.Json;
using StreamPulse.Api.Limits;
using StreamPulse.Api.Pipeline;
using StreamPulse.Api.Problems;
using StreamPulse.Api.Push;
using StreamPulse.Api.Security;
using StreamPulse.Api.Stats;
using StreamPulse.Api.Stats.Details;
using StreamPulse.Api.Stats.Rows;
using StreamPulse.Api.Stats.Summary;

namespace StreamPulse.Api;

/// <summary>The HTTP edge, for any host: add, use, map.</summary>
public static class StreamPulseApi
{
    /// <summary>
    /// Adds what the endpoints need. The host adds the ports beside it: those of <see cref="StoredResultPorts"/>, <c>ILiveState</c>,
    /// <c>IEventLogAppender</c> and <c>IngestIds</c>; <c>IPipelineProgress</c> where the pipeline runs in the same program; and <c>EventLimits</c> and <c>TimeProvider</c> where the defaults are not right.
    /// </summary>
    /// <param name="security">Who may ask how much; checked by the host, which knows the address.</param>
    public static IServiceCollection AddStreamPulseApi(this IServiceCollection services, SecurityOptions security, Action<ApiOptions>? configure = null)
    {
        services.AddOptions<ApiOptions>().Configure(configure ?? (_ => { })).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<ApiOptions>, ApiOptionsValidator>());
        services.ConfigureHttpJsonOptions(json => ApiJson.Configure(json.SerializerOptions));
        services.AddExceptionHandler<ProblemExceptionHandler>();
        services.AddApiSecurity(security);
        services.AddOpenApi(ApiDescription.Configure);

        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(Core.Events.EventLimits.Default);
        services.AddSingleton<SingleFlightCache>();
        services.AddSingleton<AnswerCache>();
        services.AddSingleton<AlertChanges>();
        services.AddSingleton<AlertComposer>();
        services.AddSingleton<SelectionFactory>();
        services.AddSingleton<StatsComposer>();
        services.AddSingleton<StatsAnswers>();
        services.AddSingleton<SummaryComposer>();
        services.AddSingleton<DetailComposer>();
        services.AddSingleton<RowComposer>();
        services.AddSingleton<HealthCheck>();
        services.AddSingleton<PushComposer>();
        services.AddSingleton<PushHub>();
        services.AddSingleton<PushStream>();
        services.AddSingleton<EventIngest>();
        services.AddHostedService<IngestIdRetention>();
        return services;
    }

    /// <summary>Lets the service itself be its first visitor, who waits longest. It is ready when that is over, after <see cref="ApiOptions.FirstVisitTimeout"/> in any case.</summary>
    public static IServiceCollection AddFirstVisit(this IServiceCollection services)
        => services.AddSingleton<FirstVisit>().AddHostedService(static s => s.GetRequiredService<FirstVisit>());

    /// <summary>Ends when the service has answered its first visitor; at once where <see cref="AddFirstVisit"/> was not called.</summary>
    public static Task WaitForFirstVisitAsync(this IServiceProvider services, CancellationToken cancellationToken)
        => (services.GetService<FirstVisit>()?.Over ?? Task.CompletedTask).WaitAsync(cancellationToken);

    /// <summary>Security headers, problem details, the page, and whether a caller may ask. Before the endpoints.</summary>
    /// <param name="pageDirectory">Where the page was built, which everybody gets; null for none.</param>
    public static IApplicationBuilder UseStreamPulseApi(this IApplicationBuilder app, string? pageDirectory = null)
    {
        app.UseSecurityHeaders();
        app.UseExceptionHandler(_ => { });
        app.UseStatusCodePages(context =>
        {
            var status = context.HttpContext.Response.StatusCode;
            return Problem.WriteAsync(context.HttpContext, ProblemKind.OfStatus(status), ProblemMapping.DetailOfStatus(status));
        });
        if (pageDirectory is not null)
            app.UseStreamPulsePage(pageDirectory);
        app.UseApiSecurity();
        return app;
    }

    /// <summary>Maps /health, /api/... and the description at /openapi/v1.json.</summary>
    public static IEndpointRouteBuilder MapStreamPulseApi(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapOpenApi("/openapi/v1.json").OpenToAll();
        endpoints.MapHealth();
        endpoints.MapMe();
        endpoints.MapStats();
        endpoints.MapSummary();
        endpoints.MapDetails();
        endpoints.MapRows();
        endpoints.MapAlerts();
        endpoints.MapPush();
        endpoints.MapPipeline();
        endpoints.MapIngest();
        return endpoints;
    }
}
