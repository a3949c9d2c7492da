namespace StreamPulse.Cli.Tests;

/// <summary><c>dead-letters</c> where the log is the embedded one.</summary>
public sealed class EmbeddedDeadLetterTests
{
    [Fact]
    public async Task ARecordIsAppendedAgainOnce_ALineOfAFileNever()
    {
        await using var instance = new InstanceDirectory();
        var log = Path.Combine(instance.Path, "one.log");
        await File.WriteAllTextAsync(log, "[\n{},\n]\n");
        var failed = await CliProcess.RunAsync(instance.Path, ["import", log]);
        Assert.Equal(1, failed.Code);
        Assert.Contains("0 events (0 successful, 0 failed), 3 lines rejected", failed.Output, StringComparison.Ordinal);
        Assert.Contains("line 1: expected a time such as", failed.Output, StringComparison.Ordinal);
        Assert.Contains("./streampulse dead-letters list", failed.Output, StringComparison.Ordinal);
        Assert.Contains(
            $"no line could be used; {log}: this is a JSON array; convert it first: jq -c '.[]' {log} | ./streampulse import -",
            failed.Error, StringComparison.Ordinal);
        Assert.Equal(
            "1",
            await PsqlAsync(
                instance,
                "INSERT INTO dead_letters (stage, partition, position, reason, detail, payload) "
                + "VALUES ('log', 0, 5, 'event_time_in_future', 'ahead', 'bytes') RETURNING 1"));

        var import = await CliProcess.RunAsync(instance.Path, ["dead-letters", "retry", "--reason", "not_a_log_line", "--yes"]);
        Assert.Equal(1, import.Code);
        Assert.Contains("lines of imported files", import.Error, StringComparison.Ordinal);
        Assert.Equal("0", await PsqlAsync(instance, "SELECT coalesce(sum(record_count), 0) FROM event_log"));

        var retried = await CliProcess.RunAsync(instance.Path, ["dead-letters", "retry", "--reason", "event_time_in_future", "--yes"]);
        Assert.True(retried.Code == 0, retried.Error);
        var again = await CliProcess.RunAsync(
            instance.Path, ["dead-letters", "retry", "--reason", "event_time_in_future", "--yes", "--again"]);
        Assert.Equal(0, again.Code);
        Assert.Equal("1", await PsqlAsync(instance, "SELECT sum(record_count) FROM event_log"));
        Assert.Equal("done", await PsqlAsync(instance, "SELECT retry_state FROM dead_letters WHERE stage = 'log'"));

        var listed = await CliProcess.RunAsync(instance.Path, ["dead-letters", "list", "--stage", "import"]);
        Assert.Contains("not_a_log_line", listed.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("event_time_in_future", listed.Output, StringComparison.Ordinal);
        Assert.Equal(2, (await CliProcess.RunAsync(instance.Path, ["dead-letters", "list", "--stage", "nonsense"])).Code);
    }

    private static async Task<string> PsqlAsync(InstanceDirectory instance, string sql)
    {
        var result = await CliProcess.RunAsync(instance.Path, ["psql", "-q", "--", "-qAt", "-c", sql]);
        Assert.True(result.Code == 0, result.Error);
        return result.Output.Trim();
    }
}
