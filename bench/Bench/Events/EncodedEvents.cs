using System.Buffers;
using System.Text;
using StreamPulse.Core.Avro;
using StreamPulse.Generator;

namespace StreamPulse.Bench.Events;

/// <summary>Simulated events as bare Avro, one after the other in one array. Their event times can be changed in place.</summary>
internal sealed class EncodedEvents
{
    /// <summary>An event id is 36 characters, so one byte of length goes before them and the event time comes after.</summary>
    private const int EventTimeAt = 1 + 36;

    private const int EventTimeBytes = 6;

    private readonly byte[] _bytes;
    private readonly int[] _starts;
    private readonly byte[] _regionOf;

    private EncodedEvents(byte[] bytes, int[] starts, byte[] regionOf, IReadOnlyList<string> regions)
    {
        (_bytes, _starts, _regionOf, Regions) = (bytes, starts, regionOf, regions);
        RegionKeys = [.. regions.Select(Encoding.UTF8.GetBytes)];
    }

    /// <summary>Number of events.</summary>
    public int Count => _starts.Length - 1;

    /// <summary>Mean length of an event in bytes.</summary>
    public double MeanBytes => (double)_bytes.Length / Count;

    /// <summary>Names of the regions, by <see cref="RegionOf"/>.</summary>
    public IReadOnlyList<string> Regions { get; }

    /// <summary>The same in UTF-8: keys of the log.</summary>
    public IReadOnlyList<byte[]> RegionKeys { get; }

    /// <summary>One event's bytes.</summary>
    public ReadOnlySpan<byte> this[int index] => _bytes.AsSpan(_starts[index].._starts[index + 1]);

    /// <summary>Number of one event's region.</summary>
    public int RegionOf(int index) => _regionOf[index];

    /// <summary>The first events of a traffic.</summary>
    public static EncodedEvents Generate(GeneratorOptions options, int count) => Generate(new DownloadGenerator(options), count);

    /// <summary>The downloads's next events.</summary>
    public static EncodedEvents Generate(DownloadGenerator downloads, int count)
    {
        var output = new ArrayBufferWriter<byte>(count * 220);
        var starts = new int[count + 1];
        var regionOf = new byte[count];
        var regions = new List<string>();
        for (var i = 0; i < count; i++)
        {
            var e = downloads.Next();
            AvroEventWriter.Write(e, output);
            starts[i + 1] = output.WrittenCount;
            var region = regions.IndexOf(e.UserContext.Region);
            if (region < 0)
            {
                region = regions.Count;
                regions.Add(e.UserContext.Region);
            }

            regionOf[i] = checked((byte)region);
        }

        return new EncodedEvents(output.WrittenSpan.ToArray(), starts, regionOf, regions);
    }

    /// <summary>Gives one event another event time.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not within 1971 to 2039, whose times all take six bytes.</exception>
    public void SetEventTime(int index, long eventTimeMs)
    {
        if (eventTimeMs is < 1L << 35 or >= 1L << 41)
            throw new ArgumentOutOfRangeException(nameof(eventTimeMs), eventTimeMs, "The time does not take six bytes.");
        var at = _bytes.AsSpan(_starts[index] + EventTimeAt, EventTimeBytes);
        var bits = (ulong)eventTimeMs << 1;
        for (var i = 0; i < EventTimeBytes; i++, bits >>= 7)
            at[i] = (byte)(i == EventTimeBytes - 1 ? bits : bits | 0x80);
    }

    /// <summary>Spreads the events evenly over a window.</summary>
    public void MoveTo(long windowStartMs, long windowSizeMs)
    {
        for (var i = 0; i < Count; i++)
            SetEventTime(i, windowStartMs + (i * windowSizeMs / Count));
    }
}
