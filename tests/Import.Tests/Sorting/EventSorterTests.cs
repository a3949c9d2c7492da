using System.Text;
using FsCheck;
using FsCheck.Fluent;
using StreamPulse.Import.Sorting;

namespace StreamPulse.Import.Tests.Sorting;

public sealed class EventSorterTests
{
    [Fact]
    public void Events_come_back_in_order_of_time_and_those_of_one_time_as_they_were_added_however_little_memory_there_is()
        => Prop.ForAll<byte[], PositiveInt, byte>((times, memory, files) =>
        {
            using var sorter = new EventSorter(memoryBytes: memory.Get, maxFiles: 2 + (files % 3));
            var added = times.Select((time, i) => (Time: (long)time - 128, Value: $"value {i}")).ToList();
            foreach (var (time, value) in added)
                Add(sorter, time, value);

            Assert.Equal(added.OrderBy(static e => e.Time), ReadAll(sorter));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Runs_are_merged_before_there_are_more_files_than_allowed()
    {
        using var sorter = new EventSorter(memoryBytes: 100, maxFiles: 4);
        for (var i = 1_000; i > 0; i--)
        {
            Add(sorter, i, $"{i}");
            Assert.InRange(sorter.Files, 0, 4);
        }

        Assert.True(sorter.Files > 0);
        Assert.Equal(Enumerable.Range(1, 1_000).Select(static i => ((long)i, $"{i}")), ReadAll(sorter));
    }

    [Fact]
    public void Temporary_files_have_no_name_any_more_so_nothing_stays_behind()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "A file that is open keeps its name on Windows.");
        var begun = DateTime.UtcNow;
        using var sorter = new EventSorter(memoryBytes: 1);
        sorter.Add(1, "a"u8, "b"u8);
        sorter.Add(0, "a"u8, "b"u8);
        Assert.Equal(1, sorter.Files);
        Assert.DoesNotContain(
            Directory.GetFiles(Path.GetTempPath(), "streampulse-*"),
            f => File.GetLastWriteTimeUtc(f) >= begun && !Directory.Exists(f));
    }

    private static void Add(EventSorter sorter, long time, string value)
        => sorter.Add(time, Encoding.UTF8.GetBytes($"key of {value}"), Encoding.UTF8.GetBytes(value));

    private static List<(long Time, string Value)> ReadAll(EventSorter sorter)
    {
        var read = new List<(long, string)>();
        while (sorter.TryRead(out var e))
        {
            var value = Encoding.UTF8.GetString(e.Value.Span);
            Assert.Equal($"key of {value}", Encoding.UTF8.GetString(e.Key.Span));
            read.Add((e.TimeMs, value));
        }

        return read;
    }
}
