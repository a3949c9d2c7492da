using System.Buffers;
using System.Text;
using StreamPulse.Core.Avro;
using StreamPulse.Core.Events;
using StreamPulse.Core.Partials;
using StreamPulse.Core.Tests.Events;
using StreamPulse.Core.Windows;

namespace StreamPulse.Core.Tests.Partials;

/// <summary>
/// From bytes to partials with texts and keys of every length, because short ones, long ones and those in between are checked, hashed and
/// compared in different ways.
/// </summary>
public sealed class KeyAndTextTests
{
    private static readonly string[] TextFields =
    [
        "EventId", "UserId", "ContentId", "Title", "ContentType", "Category", "Status", "ErrorCode", "ErrorMessage", "Region", "City",
        "Device", "OsVersion", "ConnectionType",
    ];

    private readonly PartitionAggregator _aggregator = new(0, new PipelineSettings(), new AvroEventDecoder(AvroSchemaSet.Default));
    private long _offset;

    public static TheoryData<string, int> FieldsAndLengths()
        => new(TextFields.SelectMany(static field => new[] { 1, 3, 7, 8, 15, 16, 17, 40, 63, 64, 200 }.Select(length => (field, length))));

    [Theory]
    [MemberData(nameof(FieldsAndLengths))]
    public void AByteThatIsNoText_IsFoundAtEveryPlaceOfEveryText(string field, int length)
    {
        foreach (var at in new[] { 0, length / 2, length - 1 }.Distinct())
        {
            foreach (byte wrong in new byte[] { 0x00, 0x80, 0xFF })
            {
                var text = EventTextTests.Plain(length);
                text[at] = wrong;
                Add(field, text);
                Assert.True(
                    RejectionReason.InvalidText == _aggregator.TakeUpdate().DeadLetters.SingleOrDefault()?.Reason,
                    $"{wrong:X2} at {at} of {length} bytes of {field} was not found.");
            }
        }
    }

    [Theory]
    [MemberData(nameof(FieldsAndLengths))]
    public void TextOfEveryLength_IsCounted(string field, int length)
    {
        Add(field, EventTextTests.Plain(length));
        if (length > 1)
            Add(field, [.. EventTextTests.Plain(length - 2), .. "é"u8]);
        if (field is "UserId" or "Title" or "ContentType" or "Category" or "City" or "OsVersion" or "ConnectionType")
            Add(field, []);

        var update = _aggregator.TakeUpdate();
        Assert.Empty(update.DeadLetters);
        Assert.Equal(_offset, update.Totals.Counted);
    }

    /// <summary>Keys of the same length that differ in one byte, wherever it is, are not taken for one another.</summary>
    [Fact]
    public void KeysThatDifferInOneByte_AreCountedApart()
    {
        var expected = new Dictionary<string, long>();
        for (var round = 0; round < 2; round++)
        {
            for (var length = 1; length <= 40; length++)
            {
                for (var at = 0; at < length; at++)
                {
                    var key = EventTextTests.Plain(length);
                    key[at] = (byte)('A' + at);
                    Add("ContentId", key);
                    var text = Encoding.UTF8.GetString(key);
                    expected[text] = expected.GetValueOrDefault(text) + 1;
                }
            }

            var changed = _aggregator.TakeUpdate().Changed.Single().Partials
                .Where(static p => p.Kind == Core.Accumulators.AccumulatorKind.Content)
                .ToDictionary(static p => p.Key.ToString(), static p => p.Total);
            Assert.Equal(
                expected.OrderBy(static e => e.Key, StringComparer.Ordinal),
                changed.OrderBy(static e => e.Key, StringComparer.Ordinal));
        }
    }

    private void Add(string field, byte[] text)
    {
        ReadOnlySpan<byte> Of(string name, ReadOnlySpan<byte> usual) => name == field ? text : usual;
        var e = new EventView
        {
            EventId = Of("EventId", "event-1"u8),
            EventTimeMs = TestEvent.Origin,
            UserId = Of("UserId", "user-1"u8),
            ContentId = Of("ContentId", "mov_batman"u8),
            Title = Of("Title", "The Batman"u8),
            ContentType = Of("ContentType", "movie"u8),
            Category = Of("Category", "action"u8),
            Status = Of("Status", "failed"u8),
            HasErrorCode = true,
            ErrorCode = Of("ErrorCode", "timeout"u8),
            HasErrorMessage = true,
            ErrorMessage = Of("ErrorMessage", "no answer"u8),
            Region = Of("Region", "EU-London"u8),
            City = Of("City", "London"u8),
            Device = Of("Device", "iPhone15"u8),
            OsVersion = Of("OsVersion", "17.1"u8),
            ConnectionType = Of("ConnectionType", "wifi"u8),
        };
        var record = new ArrayBufferWriter<byte>();
        AvroEventWriter.Write(e, record);
        _aggregator.Add(_offset++, TestEvent.Origin, default, record.WrittenSpan);
    }
}
