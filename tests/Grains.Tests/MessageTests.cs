using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;
using StreamPulse.Core.Accumulators;
using StreamPulse.Core.Events;
using StreamPulse.Core.Keys;
using StreamPulse.Grains.Interfaces;
using StreamPulse.Grains.Partitions;
using StreamPulse.Streaming;

namespace StreamPulse.Grains.Tests;

/// <summary>
/// Bytes of every message as a version wrote them, in Golden/. A build must read those of all versions before it: add a directory for a
/// version whose messages have new fields, and keep the old ones. Those in Golden/refused it must not read.
/// STREAMPULSE_WRITE_GOLDEN=directory writes those of this build.
/// </summary>
public sealed class MessageTests
{
    private static readonly Guid Activation = new("7a4b9c1e-0000-4000-8000-0123456789ab");

    private static readonly JsonSerializerOptions Json = new() { Converters = { new AccumulatorAsBytes() } };

    private static readonly Serializer Serializer = new ServiceCollection()
        .AddSerializer(static s => s.AddAssembly(typeof(LogBatch).Assembly).AddAssembly(typeof(WindowList).Assembly))
        .BuildServiceProvider().GetRequiredService<Serializer>();

    private static string Golden { get; } = Path.Combine(AppContext.BaseDirectory, "Golden");

    public static TheoryData<string, string> Files()
    {
        var files = new TheoryData<string, string>();
        foreach (var file in Directory.EnumerateFiles(Golden, "*.bin", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            if (Path.GetFileName(Path.GetDirectoryName(file)!) is not "refused" and var version)
                files.Add(version, Path.GetFileNameWithoutExtension(file));
        }

        return files;
    }

    /// <summary>Batches whose records have the format of version 1 or 2: what they hold would be read as something else.</summary>
    [Theory]
    [InlineData("LogBatch")]
    [InlineData("LogBatch2")]
    [InlineData("LogBatchContainer")]
    public void ABatchOfAnotherFormat_IsRefused(string name)
        => Assert.ThrowsAny<SerializerException>(
            () => Serializer.Deserialize<object>(File.ReadAllBytes(Path.Combine(Golden, "refused", name + ".bin"))));

    [Theory]
    [MemberData(nameof(Files))]
    public void BytesOfEachVersion_AreRead(string version, string name)
    {
        var message = Messages()[name];
        if (Environment.GetEnvironmentVariable("STREAMPULSE_WRITE_GOLDEN") is { Length: > 0 } directory)
            File.WriteAllBytes(Path.Combine(directory, name + ".bin"), Serializer.SerializeToArray<object>(message));

        var read = Serializer.Deserialize<object>(
            File.ReadAllBytes(Path.Combine(Golden, version, name + ".bin")))!;

        if (message is PartitionChanges changes && version is "v1")
            message = changes with { Evicted = null! }; // it came later
        Assert.Equal(message.GetType(), read.GetType());
        Assert.Equal(JsonSerializer.Serialize(message, message.GetType(), Json), JsonSerializer.Serialize(read, read.GetType(), Json));
    }

    [Fact]
    public void EveryMessageHasAGoldenFile()
    {
        var messages = new[] { typeof(LogBatch).Assembly, typeof(WindowList).Assembly, typeof(PartitionPlacement).Assembly }
            .SelectMany(static a => a.GetTypes())
            .Where(static t => t.GetCustomAttributesData().Any(static d => d.AttributeType == typeof(GenerateSerializerAttribute)))
            // parts of others, or without content
            .Where(static t => t.Name is not ("AccumulatorSurrogate" or "PartitionPlacement" or "LogBatchContainer"))
            .Select(static t => t.Name);

        Assert.Empty(messages.Except(Messages().Values.Select(static m => m.GetType().Name)));
    }

    private static Dictionary<string, object> Messages()
    {
        var content = Accumulator(AccumulatorKind.Content, "mov_avengers_2");
        var region = Accumulator(AccumulatorKind.Region, "EU-London");
        object[] messages =
        [
            new LogBatch { Partition = 3, FromOffset = 100, NextOffset = 105, EndOffset = 107, Records = [1, 2, 3, 250] },
            new WindowList([1_772_352_000_000, -60_000]),
            new PartitionNewsMessage(1000, 123_456, true, [1_772_352_000_000], Activation, 12),
            Report(),
            new CommittedRequestMessage(1, [1_772_352_000_000], [3]),
            new CommittedPartialsMessage(4, [content, region]),
            new RowVersions(1_772_352_000_000, [0, 5], [4, 1]),
            new ChangesRequest(Activation, 9, [1_772_352_000_000], []),
            new PartitionChanges(Activation, 9, 77, [1_772_352_000_000], [[content, region]]) { Evicted = [1_772_352_060_000] },
            new PipelineState(1_772_352_000_000, [1_772_352_000_000], [Report()], false),
            new JudgementMessage([Change()], ["EU-London"], ["{\"lastEnd\":60001,\"trailing\":[],\"incidents\":[]}"], 17),
            Change(),
        ];
        return messages.ToDictionary(static m => m.GetType().Name);
    }

    private static PartitionReportMessage Report()
        => new(2, 1, 77, 70, 1_772_352_001_234, 1_772_352_000_900, 1_772_351_000_000, [1_772_352_000_000], Activation, 12,
            [1_772_352_000_000], [4], 123_789);

    private static AlertChangeMessage Change()
        => new(
            2, 1, 2, "EU-London", "success_rate", 0.5, 0.9, 40, 1_772_352_000_000, 1_772_352_060_000, "Half of the downloads fail.",
            1_772_352_300_000);

    private static DownloadAccumulator Accumulator(AccumulatorKind kind, string key)
    {
        var accumulator = new DownloadAccumulator(kind, new Utf8Key(System.Text.Encoding.UTF8.GetBytes(key)));
        for (var i = 0; i < 20; i++)
        {
            var e = new EventView
            {
                EventTimeMs = 1_772_352_000_000 + i,
                UserId = System.Text.Encoding.UTF8.GetBytes($"user-{i % 7}"),
                Title = "Avengers"u8,
                Status = i % 5 == 0 ? "failed"u8 : "success"u8,
                ErrorCode = i % 5 == 0 ? "TIMEOUT"u8 : default,
                SizeMb = 1500,
                DurationSeconds = 60 + i,
                SpeedMbps = 20 + i,
            };
            accumulator.Add(new EventMeasures(e), e.Title);
        }

        accumulator.Freeze();
        return accumulator;
    }

    private sealed class AccumulatorAsBytes : JsonConverter<DownloadAccumulator>
    {
        public override DownloadAccumulator Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
            => throw new NotSupportedException();

        public override void Write(Utf8JsonWriter writer, DownloadAccumulator value, JsonSerializerOptions options)
        {
            var bytes = new ArrayBufferWriter<byte>();
            AccumulatorCodec.Write(value, bytes);
            writer.WriteBase64StringValue(bytes.WrittenSpan);
        }
    }
}
