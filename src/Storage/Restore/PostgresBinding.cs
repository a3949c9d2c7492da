using Npgsql;
using StreamPulse.Core.Windows;
using StreamPulse.Log;
using StreamPulse.Pipeline.Ports;
using StreamPulse.Storage.Cluster;

namespace StreamPulse.Storage.Restore;

/// <summary>The settings and the log that the rows of a database belong to; the first caller records them.</summary>
public sealed class PostgresBinding(NpgsqlDataSource dataSource)
{
    /// <summary>Checks that the rows were made with these settings, or records them.</summary>
    /// <exception cref="SettingsMismatchException">They were made with others.</exception>
    /// <exception cref="StoreUnavailableException">PostgreSQL cannot be reached.</exception>
    public Task EnsureSettingsAsync(PipelineSettings settings, CancellationToken cancellationToken)
        => StoreCall.RunAsync(
            dataSource,
            async connection =>
            {
                await using var record = new NpgsqlCommand(
                    "INSERT INTO pipeline_state (window_size_ms, settings) VALUES ($1, $2::jsonb) ON CONFLICT (only_row) DO NOTHING",
                    connection);
                record.Parameters.Add(new NpgsqlParameter<long> { TypedValue = settings.Windows.SizeMs });
                record.Parameters.Add(new NpgsqlParameter<string> { TypedValue = StoredSettings.ToJson(settings) });
                await record.ExecuteNonQueryAsync(cancellationToken);
                await using var command = new NpgsqlCommand("SELECT settings::text FROM pipeline_state", connection);
                var stored = StoredSettings.FromJson((string)(await command.ExecuteScalarAsync(cancellationToken))!);
                return stored == settings ? 0 : throw new SettingsMismatchException(StoredSettings.Differences(stored, settings));
            },
            cancellationToken);

    /// <summary>
    /// Checks that the rows were made from this log, or records it, after the settings are recorded; a log whose incarnation becomes known
    /// later may be recorded again.
    /// </summary>
    /// <returns>The log as the database knows it.</returns>
    /// <exception cref="LogMismatchException">The database belongs to another log.</exception>
    /// <exception cref="StoreUnavailableException">PostgreSQL cannot be reached.</exception>
    public Task<LogIdentity> EnsureLogAsync(LogIdentity log, CancellationToken cancellationToken)
        => StoreCall.RunAsync(dataSource, connection => LogBinding.EnsureAsync(connection, log, cancellationToken), cancellationToken);
}
