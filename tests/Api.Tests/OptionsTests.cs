using Microsoft.Extensions.Options;
using StreamPulse.Api.Tests.Hosting;
using StreamPulse.Storage.Queries;
using StreamPulse.Testing;

namespace StreamPulse.Api.Tests;

public sealed class OptionsTests(PostgresFixture postgres)
{
    [Fact]
    public async Task An_option_out_of_its_range_ends_the_start_and_is_named()
    {
        var database = await postgres.CreateDatabaseAsync();

        var e = await Assert.ThrowsAsync<OptionsValidationException>(
            () => ApiHost.StartAsync(database, options => (options.MaxSubscribers, options.MaxIngestBytes) = (0, 12)));

        Assert.Equal(
            ["MaxSubscribers is 0; allowed is 1 to 100000.", "MaxIngestBytes is 12; allowed is 1024 to 1073741824."],
            e.Failures);
    }

    [Fact]
    public async Task A_bound_on_the_database_s_work_that_makes_no_sense_is_refused()
    {
        var database = await postgres.CreateDatabaseAsync();

        var e = Assert.Throws<ArgumentOutOfRangeException>(
            () => new PostgresStoredResults(database, new StoredResultsOptions { StatementTimeout = TimeSpan.Zero }));

        Assert.Contains("StatementTimeout is 00:00:00; allowed is", e.Message, StringComparison.Ordinal);
    }
}
