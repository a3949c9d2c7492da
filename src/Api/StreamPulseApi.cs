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
using StreamPulse.Api.Parameters;
using StreamPulse.Api.Pipeline;
using StreamPulse.Api.Problems;
using StreamPulse.Api.Push;
using StreamPulse.Api.Security;
using StreamPulse.Api.Stats;
using StreamPulse.Api.Stats.Details;
using StreamPulse.Api.Stats.Rows;
using StreamPulse.Api.Stats.Summary;

namespace StreamPulse.Api;

/// <summary>Adds the HTTP API to a host: add, use, map.</summary>
public static class StreamPulseApi
{
    /// <summary>
    /// Adds the services of the endpoints. The host adds the rest: those of <see cref="StoredResultPorts"/>, <c>ILiveState</c>,
    /// <c>IEventLogAppender</c> and <c>IngestIds</c>; <c>IPipelineProgress</c> if the pipeline runs in the same program; and
    /// <c>EventLimits</c> and
    /// <c>TimeProvider</c> unless the defaults are right.
    /// </summary>
    /// <param name="security">Access and limits; validated by the host, which knows the address.</param>
    public static IServiceCollection AddStreamPulseApi(
        this IServiceCollection services, SecurityOptions security, Action<ApiOptions>? configure = null)
    {
        services.AddOptions<ApiOptions>().Configure(configure ?? (_ => { })).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<ApiOptions>, ApiOptionsValidator>());
        services.ConfigureHttpJsonOptions(json => ApiJson.Configure(json.SerializerOptions));
        services.AddExceptionHandler<ProblemExceptionHandler>();
        services.AddSingleton<OutageLog>();
        services.AddApiSecurity(security);
        services.AddOpenApi(ApiDescription.Configure);
        services.AddSingleton<DescriptionDocument>();

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

    /// <summary>
    /// Warms the service up with requests to itself. It is ready afterwards, or after <see cref="ApiOptions.WarmUpTimeout"/>.
    /// </summary>
    public static IServiceCollection AddWarmUp(this IServiceCollection services)
        => services.AddSingleton<WarmUp>().AddHostedService(static s => s.GetRequiredService<WarmUp>());

    /// <summary>Completes when the warm-up is over; immediately if <see cref="AddWarmUp"/> was not called.</summary>
    public static Task WaitForWarmUpAsync(this IServiceProvider services, CancellationToken cancellationToken)
        => (services.GetService<WarmUp>()?.Over ?? Task.CompletedTask).WaitAsync(cancellationToken);

    /// <summary>Adds security headers, problem details, the page and access control. Call before the endpoints are mapped.</summary>
    /// <param name="pageDirectory">Directory of the built page, which is public; null for no page.</param>
    public static IApplicationBuilder UseStreamPulseApi(this IApplicationBuilder app, string? pageDirectory = null)
    {
        app.ApplicationServices.GetRequiredService<SecurityOptions>().Proxies.Use(app);
        RefusedRequests.Answer(app.ApplicationServices);
        app.UseSecurityHeaders();
        app.UseExceptionHandler(_ => { });
        app.UseStatusCodePages(context =>
        {
            var status = context.HttpContext.Response.StatusCode;
            return Problem.WriteAsync(context.HttpContext, ProblemKind.OfStatus(status), ProblemMapping.DetailOfStatus(status));
        });
        app.UseMiddleware<HostCheck>();
        app.UseApiSecurity(pageDirectory);
        return app;
    }

    /// <summary>
    /// Maps /health, /api/... and the OpenAPI document at /openapi/v1.json. HEAD is answered as GET, and a query parameter that a route
    /// does not have with a 422.
    /// </summary>
    public static IEndpointRouteBuilder MapStreamPulseApi(this IEndpointRouteBuilder endpoints)
    {
        var routes = endpoints.MapGroup("").AnswerHead().AddEndpointFilter(UnknownParameters.RefuseAsync)
            .ProducesApiProblem(StatusCodes.Status422UnprocessableEntity);
        DescriptionDocument.Map(routes);
        routes.MapHealth();
        routes.MapMe();
        routes.MapStats();
        routes.MapSummary();
        routes.MapDetails();
        routes.MapRows();
        routes.MapAlerts();
        routes.MapPush();
        routes.MapPipeline();
        routes.MapIngest();
        return endpoints;
    }
}
