using StreamPulse.Core.Windows;
using StreamPulse.Log;
using StreamPulse.Storage.Restore;
using StreamPulse.Testing;

namespace StreamPulse.Grains.Tests;

/// <summary>A database keeps the settings and the log that its rows were made with.</summary>
public sealed class BindingTests(PostgresFixture postgres)
{
    private static readonly PipelineSettings Settings = new();

    [Fact]
    public async Task SettingsAreRecordedOnce_AndOthersAreRefused()
    {
        var store = new PostgresBinding(await postgres.CreateDatabaseAsync());
        await store.EnsureSettingsAsync(Settings, default);
        await store.EnsureSettingsAsync(Settings, default);

        await Assert.ThrowsAsync<SettingsMismatchException>(
            () => store.EnsureSettingsAsync(Settings with { WindowSize = TimeSpan.FromSeconds(30) }, default));
    }

    [Fact]
    public async Task ADatabaseBelongsToOneLog()
    {
        var store = new PostgresBinding(await postgres.CreateDatabaseAsync());
        await store.EnsureSettingsAsync(Settings, default);
        await store.EnsureLogAsync(new LogIdentity("kafka", "a", "1"), default);
        Assert.Equal("1", (await store.EnsureLogAsync(new LogIdentity("kafka", "a", null), default)).Incarnation);

        await Assert.ThrowsAsync<LogMismatchException>(() => store.EnsureLogAsync(new LogIdentity("kafka", "a", "2"), default));
    }
}
