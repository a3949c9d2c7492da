using System.Buffers;
using System.Text.Json.Nodes;
using StreamPulse.Core.Events;
using StreamPulse.Generator;

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

    [Fact]
    public async Task WhatComesFromOutsideDoesNotControlTheTerminal()
    {
        const string clear = "\u001b[2J\u009b2J\u202e";
        await using var instance = new InstanceDirectory();
        var log = Path.Combine(instance.Path, $"odd{clear}.ndjson");
        var json = new ArrayBufferWriter<byte>();
        EventJson.Write(new DownloadGenerator(new GeneratorOptions { Seed = 1 }).Next(), json);
        var e = JsonNode.Parse(json.WrittenSpan)!;
        e["user_context"]!["region"] = $"EU{clear}";
        e["download"]!["speed_mbps"] = -1;
        await File.WriteAllTextAsync(log, $"{e.ToJsonString()}\n{{\"{clear}\": 1}}\n{clear}\n");

        var said = "";
        string[][] calls =
        [
            ["import", "--format", "ndjson", log], ["dead-letters", "list"], ["dead-letters", "show", "1"], ["dead-letters", "show", "2"],
            ["dead-letters", "show", "3"], ["dead-letters", "list", "--json"], ["import", log + "none"], [clear],
            ["up", "--kafka", clear, clear],
        ];
        foreach (var call in calls)
        {
            var (code, output, error) = await CliProcess.RunAsync(instance.Path, call);
            Assert.True(code is 0 or 1 or 2, error);
            said += output;
            Assert.DoesNotContain(output + error, static c => (char.IsControl(c) && c != '\n') || c == '\u202e');
        }

        Assert.Contains(@"region: EU\u001b[2J\u009b2J\u202e", said, StringComparison.Ordinal);
    }

    private static async Task<string> PsqlAsync(InstanceDirectory instance, string sql)
    {
        var result = await CliProcess.RunAsync(instance.Path, ["psql", "-q", "--", "-qAt", "-c", sql]);
        Assert.True(result.Code == 0, result.Error);
        return result.Output.Trim();
    }
}
