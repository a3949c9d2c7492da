using System.Diagnostics;
using System.Text.Json;

namespace StreamPulse.Bench.Measure;

/// <summary>The report of a verb: lines for people while it runs, and the same figures for its JSON file. Not thread-safe.</summary>
internal sealed class BenchReport(string verb, IReadOnlyList<string> arguments)
{
    private readonly List<object> _figures = [];
    private readonly DateTimeOffset _startedAt = DateTimeOffset.UtcNow;
    private readonly long _started = Stopwatch.GetTimestamp();
    private double _othersBefore;
    private string _loadBefore = "";

    /// <summary>Version of the measured server; null while none was started.</summary>
    public string? Postgresql { get; set; }

    /// <summary>Measures for a second how busy other programs keep the machine, and begins with a line about it.</summary>
    public async Task BeginAsync()
    {
        _loadBefore = Machine.Load;
        _othersBefore = await Machine.OthersAsync();
        Say($"{_startedAt:yyyy-MM-dd HH:mm} UTC, {Environment.ProcessorCount} processors, others keep {_othersBefore:F2} of them busy, "
            + $"load before {_loadBefore}");
    }

    /// <summary>A line for people.</summary>
    public void Say(string line) => Console.WriteLine(line);

    /// <summary>The figures of one line of the table, as an object whose names end with their units.</summary>
    public void Add(object figures) => _figures.Add(figures);

    /// <summary>Measures the other programs for a second again; returns the whole result.</summary>
    public async Task<BenchResult> EndAsync()
    {
        var seconds = Stopwatch.GetElapsedTime(_started).TotalSeconds;
        var conditions = new Conditions(_othersBefore, await Machine.OthersAsync(), _loadBefore, Machine.Load);
        return new BenchResult(
            verb, arguments, _startedAt, seconds, Repository.Commit(), MachineFacts.Read(Postgresql), conditions, _figures);
    }

    /// <summary>Writes the file whole or not at all.</summary>
    public static async Task WriteAsync(BenchResult result, string file)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(file))!);
        await File.WriteAllTextAsync(file + ".new", JsonSerializer.Serialize(result, BenchJson.Options) + "\n");
        File.Move(file + ".new", file, overwrite: true);
    }
}
