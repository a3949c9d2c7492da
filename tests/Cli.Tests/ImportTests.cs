using System.Diagnostics;
using System.IO.Compression;
using System.Text;

namespace StreamPulse.Cli.Tests;

/// <summary>The main job on real input: a web server's log, and what comes out compared with awk.</summary>
public sealed class ImportTests
{
    [Fact]
    public async Task ARealAccessLog_IsCountedLikeAwkCountsIt_AndOnlyOnce()
    {
        var log = Find("shared/data/access-combined.log");
        Assert.SkipWhen(log is null, "The real access log is not beside this repository.");
        await using var instance = new InstanceDirectory();

        var (code, output, error) = await CliProcess.RunAsync(instance.Path, ["import", log]);

        Assert.True(code == 0, error);
        Assert.Contains("6,000 events (5,860 successful, 140 failed), 0 lines rejected", output, StringComparison.Ordinal);
        Assert.Contains("6,000 counted, 0 late, 0 dead letters of 6,000 appended", output, StringComparison.Ordinal);
        var stored = await CliProcess.RunAsync(
            instance.Path,
            [
                "psql", "-q", "--", "-At", "-F", " ", "-c",
                "SELECT content_id, to_char(window_start, 'DD/Mon/YYYY:HH24:MI'), download_count FROM content_stats",
            ]);
        Assert.Equal(await CountByAwkAsync(log), Sorted(stored.Output));
        Assert.Equal(0, (await CliProcess.RunAsync(instance.Path, ["verify"])).Code);

        var again = await CliProcess.RunAsync(instance.Path, ["import", log]);
        Assert.Equal(1, again.Code);
        Assert.Contains("was imported", again.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WhatIsNoLogLine_BecomesADeadLetter_AndAnEmptyFileIsNoError()
    {
        await using var instance = new InstanceDirectory();
        var mixed = Path.Combine(instance.Path, "mixed.log");
        await File.WriteAllTextAsync(
            mixed,
            """
            10.0.0.1 - - [17/May/2015:10:05:03 +0000] "GET /a HTTP/1.1" 200 10 "-" "curl/8"
            this is no log line
            10.0.0.1 - - [17/May/2015:10:05:09 +0000] "GET /a HTTP/1.1" 404 10 "-" "curl/8"

            """);
        var empty = Path.Combine(instance.Path, "empty.log");
        await File.WriteAllTextAsync(empty, "");

        var (code, output, error) = await CliProcess.RunAsync(instance.Path, ["import", mixed]);
        Assert.True(code == 0, error);
        Assert.Contains("2 events (1 successful, 1 failed), 1 lines rejected", output, StringComparison.Ordinal);
        Assert.Contains("line 2: expected a time such as", output, StringComparison.Ordinal);
        Assert.Contains("./streampulse dead-letters list", output, StringComparison.Ordinal);
        var letters = await CliProcess.RunAsync(
            instance.Path,
            ["psql", "-q", "--", "-At", "-c", "SELECT stage, position, reason, convert_from(payload, 'UTF8') FROM dead_letters"]);
        Assert.Equal("import|2|not_a_log_line|this is no log line", letters.Output.Trim());

        var old = Path.Combine(instance.Path, "old.log.gz");
        await File.WriteAllBytesAsync(old, DamagedGzip("""10.0.0.1 - - [17/May/1999:10:05:03 +0000] "GET /a HTTP/1.1" 200 10"""));
        var refused = await CliProcess.RunAsync(instance.Path, ["import", old]);
        Assert.Equal(1, refused.Code);
        Assert.Contains("1 events (0 successful, 0 failed, 1 invalid), 1 lines rejected", refused.Output, StringComparison.Ordinal);
        Assert.Contains("line 1: The event time is before 2000-01-01", refused.Output, StringComparison.Ordinal);
        Assert.Contains("a part of it was not read", refused.Output, StringComparison.Ordinal);

        var nothing = await CliProcess.RunAsync(instance.Path, ["import", empty]);
        Assert.True(nothing.Code == 0, nothing.Error);
        Assert.Contains("0 events", nothing.Output, StringComparison.Ordinal);
        Assert.Equal(0, (await CliProcess.RunAsync(instance.Path, ["verify"])).Code);

        var absent = await CliProcess.RunAsync(instance.Path, ["import", Path.Combine(instance.Path, "absent.log")]);
        Assert.Equal(1, absent.Code);
        Assert.DoesNotContain("   at ", absent.Error, StringComparison.Ordinal);
    }

    /// <summary>A packed line, and bytes behind the packed data that are none.</summary>
    private static byte[] DamagedGzip(string line)
    {
        var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
            gzip.Write(Encoding.UTF8.GetBytes(line + "\n"));
        packed.Write("no gzip"u8);
        return packed.ToArray();
    }

    private static async Task<List<string>> CountByAwkAsync(string log)
    {
        const string Program = """
            { split($4, t, "["); m = substr(t[2], 1, 17); p = $7; sub(/\?.*/, "", p); n[p " " m]++ }
            END { for (k in n) print k, n[k] }
            """;
        using var awk = Process.Start(new ProcessStartInfo("awk", [Program, log]) { RedirectStandardOutput = true })!;
        var output = await awk.StandardOutput.ReadToEndAsync();
        await awk.WaitForExitAsync();
        return Sorted(output);
    }

    private static List<string> Sorted(string lines)
        => [.. lines.Split('\n', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal)];

    private static string? Find(string relative)
    {
        for (var directory = new DirectoryInfo(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
        {
            var file = Path.Combine(directory.FullName, relative);
            if (File.Exists(file))
                return file;
        }

        return null;
    }
}
