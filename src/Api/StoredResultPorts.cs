using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using StreamPulse.Core.Results;
using StreamPulse.Storage.Alerts;
using StreamPulse.Storage.Queries;

namespace StreamPulse.Api;

/// <summary>The interfaces to stored results, implemented on PostgreSQL.</summary>
public static class StoredResultPorts
{
    /// <summary>Adds all of them.</summary>
    public static IServiceCollection AddStoredResults(
        this IServiceCollection services, NpgsqlDataSource dataSource, StoredResultsOptions? options = null)
    {
        options ??= new StoredResultsOptions();
        services.AddSingleton<IStoredResults>(new PostgresStoredResults(dataSource, options));
        services.AddSingleton<IStoredAlerts>(new PostgresStoredAlerts(dataSource, options));
        services.AddSingleton<IStoredWindows>(new PostgresStoredWindows(dataSource, options));
        return services;
    }
}
