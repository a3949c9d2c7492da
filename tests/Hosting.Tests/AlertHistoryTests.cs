using Npgsql;
using StreamPulse.Core.Detection;
using StreamPulse.Core.Results;
using StreamPulse.Core.Windows;
using StreamPulse.Pipeline.Ports;
using StreamPulse.Storage.Alerts;
using StreamPulse.Storage.Cluster;
using StreamPulse.Storage.Queries;
using StreamPulse.Storage.Restore;
using StreamPulse.Testing;

namespace StreamPulse.Hosting.Tests;

/// <summary>What windows do to alerts, beside what people do, and its history: once, however often a closing is repeated.</summary>
public sealed class AlertHistoryTests(PostgresFixture postgres)
{
    private const long Minute = 60_000;

    [Fact]
    public async Task A_closing_that_is_repeated_or_judged_before_another_one_adds_nothing()
    {
        var database = await CreateDatabaseAsync();
        var store = new PostgresWindowStore(database);
        var judgement = JudgementOf(0, new AlertChange.Raised(Of(0, AlertSeverity.Warning)));
        await store.CloseAsync([WindowAt(0)], judgement, Minute, 0, default);

        await Assert.ThrowsAsync<FencedException>(() => store.CloseAsync([WindowAt(0)], judgement, Minute, 0, default));
        await Assert.ThrowsAsync<FencedException>(
            () => store.CloseAsync([WindowAt(0)], judgement with { Closings = 1 }, Minute, 0, default));
        await Assert.ThrowsAsync<FencedException>(() => store.CloseAsync([WindowAt(1)], judgement, Minute, 0, default));

        Assert.Equal("raised", await HistoryAsync(database));
        Assert.Equal(1L, await database.ScalarAsync("SELECT count(*) FROM closed_windows"));
    }

    [Fact]
    public async Task All_changes_in_one_closing_give_the_history_of_one_after_the_other()
    {
        var database = await CreateDatabaseAsync();
        await CloseAsync(
            database, new AlertChange.Raised(Of(0, AlertSeverity.Warning)), new AlertChange.Updated(Of(1, AlertSeverity.Warning)),
            new AlertChange.Resolved(Of(1, AlertSeverity.Warning), 5 * Minute));

        Assert.Equal("raised resolved", await HistoryAsync(database));
        Assert.Equal("1970-01-01 00:05:00", await database.ScalarAsync("SELECT (resolved_at AT TIME ZONE 'UTC')::text FROM alerts"));
    }

    [Fact]
    public async Task Each_change_in_a_closing_of_its_own_gives_the_same_history()
    {
        var database = await CreateDatabaseAsync();
        await CloseAsync(database, new AlertChange.Raised(Of(0, AlertSeverity.Warning)));
        await CloseAsync(database, new AlertChange.Updated(Of(1, AlertSeverity.Warning)));
        await CloseAsync(database, new AlertChange.Resolved(Of(1, AlertSeverity.Warning), 5 * Minute));

        Assert.Equal("raised resolved", await HistoryAsync(database));
    }

    [Fact]
    public async Task An_alert_resolved_by_hand_is_reopened_when_its_condition_goes_on()
    {
        var database = await CreateDatabaseAsync();
        await CloseAsync(database, new AlertChange.Raised(Of(0, AlertSeverity.Warning)));
        await ActAsync(database, AlertActKind.Acknowledge);
        await ActAsync(database, AlertActKind.Resolve);
        var again = new AlertChange.Updated(Of(1, AlertSeverity.Warning));
        await CloseAsync(database, again);
        await CloseAsync(database, new AlertChange.Updated(Of(2, AlertSeverity.Warning)));

        Assert.Equal("raised acknowledged:ana resolved:ana reopened unacknowledged", await HistoryAsync(database));
        Assert.Equal("false", await database.ScalarAsync(
            "SELECT (acknowledged OR resolved_at IS NOT NULL OR resolved_by "
                + "IS NOT NULL OR acknowledged_by IS NOT NULL)::text FROM alerts"));
    }

    [Fact]
    public async Task An_alert_resolved_by_hand_whose_condition_is_gone_stays_as_the_person_left_it()
    {
        var database = await CreateDatabaseAsync();
        await CloseAsync(database, new AlertChange.Raised(Of(0, AlertSeverity.Warning)));
        await ActAsync(database, AlertActKind.Resolve);
        await CloseAsync(database, new AlertChange.Resolved(Of(0, AlertSeverity.Warning), 4 * Minute));

        Assert.Equal("raised resolved:ana", await HistoryAsync(database));
        Assert.Equal("ana", await database.ScalarAsync("SELECT resolved_by FROM alerts"));
    }

    [Fact]
    public async Task One_that_goes_on_and_ends_in_the_same_closing_is_reopened_and_resolved()
    {
        var database = await CreateDatabaseAsync();
        await CloseAsync(database, new AlertChange.Raised(Of(0, AlertSeverity.Warning)));
        await ActAsync(database, AlertActKind.Resolve);
        await CloseAsync(
            database, new AlertChange.Updated(Of(3, AlertSeverity.Warning)),
            new AlertChange.Resolved(Of(3, AlertSeverity.Warning), 7 * Minute));

        Assert.Equal("raised resolved:ana reopened resolved", await HistoryAsync(database));
    }

    [Fact]
    public async Task An_acknowledged_alert_that_becomes_worse_asks_again()
    {
        var database = await CreateDatabaseAsync();
        await CloseAsync(database, new AlertChange.Raised(Of(0, AlertSeverity.Warning)));
        await ActAsync(database, AlertActKind.Acknowledge);
        await CloseAsync(database, new AlertChange.Updated(Of(1, AlertSeverity.Warning)));
        Assert.Equal("raised acknowledged:ana", await HistoryAsync(database));

        var worse = new AlertChange.Updated(Of(2, AlertSeverity.Critical));
        await CloseAsync(database, worse);
        Assert.Equal("raised acknowledged:ana unacknowledged", await HistoryAsync(database));
        Assert.Equal("It became CRITICAL.", await database.ScalarAsync("SELECT note FROM alert_history ORDER BY id DESC LIMIT 1"));
        Assert.Equal("CRITICAL false", await database.ScalarAsync("SELECT severity || ' ' || acknowledged::text FROM alerts"));

        await ActAsync(database, AlertActKind.Acknowledge);
        await CloseAsync(database, new AlertChange.Updated(Of(3, AlertSeverity.Critical)));
        Assert.Equal("true", await database.ScalarAsync("SELECT acknowledged::text FROM alerts"));
    }

    [Fact]
    public async Task Many_incidents_in_one_closing_have_a_history_each()
    {
        var database = await CreateDatabaseAsync();
        AlertChange[] raised = [.. Enumerable.Range(0, 50).Select(i => new AlertChange.Raised(Of(0, AlertSeverity.Warning, $"r{i}")))];
        await CloseAsync(database, raised);
        await CloseAsync(database, [.. raised, new AlertChange.Raised(Of(0, AlertSeverity.Warning, "another"))]);

        Assert.Equal(51L, await database.ScalarAsync("SELECT count(*) FROM alerts"));
        Assert.Equal(51L, await database.ScalarAsync("SELECT count(*) FROM alert_history WHERE action = 'raised'"));
    }

    private static Alert Of(int lastWindow, AlertSeverity severity, string region = "EU-Paris")
        => new(AlertType.HighErrorRate, severity, region, "success_rate", 0.8, 0.9, 100, 0, lastWindow * Minute, $"window {lastWindow}");

    private static WindowRange WindowAt(long number) => new(number * Minute, (number + 1) * Minute);

    private static Judgement JudgementOf(long closings, params AlertChange[] changes)
        => new(new AlertOutcome(changes, new Dictionary<string, string>()), closings);

    private async Task<NpgsqlDataSource> CreateDatabaseAsync()
    {
        var database = await postgres.CreateDatabaseAsync();
        await new PostgresBinding(database).EnsureSettingsAsync(new PipelineSettings(), default);
        return database;
    }

    /// <summary>Closes the next window with these changes.</summary>
    private static async Task CloseAsync(NpgsqlDataSource database, params AlertChange[] changes)
    {
        var store = new PostgresWindowStore(database);
        var closings = (await store.LoadDetectorsAsync(default)).Closings;
        await store.CloseAsync([WindowAt(closings)], JudgementOf(closings, changes), (closings + 1) * Minute, 0, default);
    }

    private static Task ActAsync(NpgsqlDataSource database, AlertActKind kind)
        => new PostgresStoredAlerts(database, new StoredResultsOptions())
            .ActAsync(1, new AlertAct(kind, DateTimeOffset.UnixEpoch.AddDays(1), "ana", null), default);

    private static async Task<string> HistoryAsync(NpgsqlDataSource database)
        => (string)(
            await database.ScalarAsync("SELECT string_agg(action || coalesce(':' || by_whom, ''), ' ' ORDER BY id) FROM alert_history"))!;
}
