using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Npgsql;

namespace StreamPulse.Hosting.Silo;

/// <summary>
/// <c>/health/live</c>: liveness probe; restart the process if it fails. <c>/health/ready</c>: readiness probe; the silo is active in the
/// cluster and its database answers.
/// </summary>
internal static class SiloHealth
{
    private const int DatabaseTimeoutSeconds = 3;

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/health/live", static () => Results.Ok(new { status = "live" }));
        routes.MapGet("/health/ready", ReadyAsync);
    }

    private static async Task<IResult> ReadyAsync(ISiloStatusOracle silo, NpgsqlDataSource dataSource, CancellationToken cancellationToken)
    {
        var status = silo.CurrentStatus;
        var database = await AnswersAsync(dataSource, cancellationToken);
        var body = new { status = status.ToString(), database };
        return status == SiloStatus.Active && database
            ? Results.Ok(body)
            : Results.Json(body, statusCode: StatusCodes.Status503ServiceUnavailable);
    }

    private static async Task<bool> AnswersAsync(NpgsqlDataSource dataSource, CancellationToken cancellationToken)
    {
        try
        {
            await using var command = dataSource.CreateCommand("SELECT 1");
            command.CommandTimeout = DatabaseTimeoutSeconds;
            await command.ExecuteScalarAsync(cancellationToken);
            return true;
        }
        catch (Exception e) when (e is NpgsqlException or System.Net.Sockets.SocketException or TimeoutException)
        {
            return false;
        }
    }
}
