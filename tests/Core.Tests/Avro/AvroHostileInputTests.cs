using StreamPulse.Core.Avro;
using StreamPulse.Core.Avro.Generic;
using StreamPulse.Core.Events;

namespace StreamPulse.Core.Tests.Avro;

/// <summary>Bytes that are not events never make a decoder throw, and both decoders always agree on them.</summary>
public sealed class AvroHostileInputTests
{
    private const int EvolvedId = 5;

    private static readonly AvroSchemaSet Schemas = new(new AvroSchemaSetOptions
    {
        WriterSchemas = new Dictionary<SchemaId, string>
        {
            [1] = ContentDownloadSchema.Json,
            [EvolvedId] = AvroTesting.SchemaWith(
                """{ "name": "user_id",""",
                """
                { "name": "added", "type": ["null", { "type": "map", "values": { "type": "array", "items": ["int", "string"] } }] },
                { "name": "user_id",
                """),
        },
    });

    private readonly AvroEventDecoder _hot = new(Schemas);
    private readonly GenericEventDecoder _generic = new(Schemas);
    private int _accepted;
    private int _rejected;

    [Fact]
    public void Truncation_at_every_byte_is_a_rejection()
    {
        var framed = AvroTesting.Framed(1, AvroTesting.Sample);
        for (var length = 0; length < framed.Length; length++)
        {
            Assert.Equal(RejectionReason.UndecodableAvro, _hot.TryDecode(framed.AsSpan(0, length), out _));
            Assert.Equal(RejectionReason.UndecodableAvro, _generic.TryDecode(framed.AsSpan(0, length), out var e));
            Assert.Null(e);
        }
    }

    [Fact]
    public void Every_single_bit_flip_is_read_alike()
    {
        foreach (var schemaId in new[] { 1, EvolvedId })
        {
            foreach (var e in RandomEvents.Many(seed: 3, count: 10).Append(AvroTesting.Sample))
            {
                var framed = Encode(schemaId, e);
                for (var bit = 0; bit < Math.Min(framed.Length, 250) * 8; bit++)
                {
                    framed[bit / 8] ^= (byte)(1 << (bit % 8));
                    AssertAgree(framed);
                    framed[bit / 8] ^= (byte)(1 << (bit % 8));
                }
            }
        }

        AssertBothHappened();
    }

    [Fact]
    public void Damaged_events_are_read_alike()
    {
        var random = new Random(17);
        var samples = RandomEvents.Many(seed: 4, count: 200).Where(e => e.EventId.Length > 0).ToList();
        for (var i = 0; i < 150_000; i++)
        {
            var e = samples[random.Next(samples.Count)];
            var bytes = random.Next(3) switch
            {
                0 => AvroTesting.Bare(e),
                1 => Encode(1, e),
                _ => Encode(EvolvedId, e),
            };
            for (var damage = random.Next(1, 4); damage > 0; damage--)
                bytes = Damage(bytes, random);
            AssertAgree(bytes);
        }

        AssertBothHappened();
    }

    [Fact]
    public void Random_bytes_are_read_alike()
    {
        var random = new Random(23);
        var buffer = new byte[120];
        for (var i = 0; i < 150_000; i++)
        {
            var bytes = buffer.AsSpan(0, random.Next(buffer.Length));
            random.NextBytes(bytes);
            // Small numbers are valid lengths, so that reading goes past the first field.
            foreach (ref var b in bytes)
                b = random.Next(4) == 0 ? b : (byte)(b % 12);
            if (bytes.Length > 5 && random.Next(2) == 0)
                new byte[] { 0, 0, 0, 0, EvolvedId }.CopyTo(bytes);
            AssertAgree(bytes);
        }

        Assert.True(_rejected > 100_000, $"{_rejected} rejected");
    }

    private static byte[] Damage(byte[] bytes, Random random)
    {
        var at = random.Next(bytes.Length);
        switch (random.Next(4))
        {
            case 0:
                bytes[at] = (byte)random.Next(256);
                return bytes;
            case 1:
                return [.. bytes[..at], (byte)random.Next(256), .. bytes[at..]];
            case 2:
                return bytes.Length > 1 ? [.. bytes[..at], .. bytes[(at + 1)..]] : bytes;
            default:
                bytes[at] ^= (byte)(1 << random.Next(8));
                return bytes;
        }
    }

    /// <summary>An event under our schema, or under the evolved one with its added map filled.</summary>
    private static byte[] Encode(int schemaId, ContentDownloadEvent e)
    {
        var framed = AvroTesting.Framed(schemaId, e);
        if (schemaId != EvolvedId)
            return framed;
        // The added field follows event_id and timestamp: branch 1; one key "k" with the array [7, "hi"]; ends of array and map.
        var at = ConfluentFraming.NumberBytes
            + AvroTesting.Bare(AvroTesting.Sample with { EventId = e.EventId, EventTimeMs = e.EventTimeMs }).Length
            - AvroTesting.Bare(AvroTesting.Sample with { EventId = "", EventTimeMs = 0 }).Length + 2;
        return [.. framed[..at], 2, 2, 2, (byte)'k', 4, 0, 14, 2, 4, (byte)'h', (byte)'i', 0, 0, .. framed[at..]];
    }

    private void AssertAgree(ReadOnlySpan<byte> value)
    {
        var reason = _hot.TryDecode(value, out var view);
        var genericReason = _generic.TryDecode(value, out var e);
        if (reason != RejectionReason.None)
        {
            _rejected++;
            Assert.Equal(reason, genericReason);
            return;
        }

        _accepted++;
        AvroTesting.AssertEqual(EventViews.ToEvent(view), e);
        Assert.Equal(IsText(view) ? RejectionReason.None : RejectionReason.InvalidText, genericReason);
    }

    private void AssertBothHappened()
    {
        Assert.True(_accepted > 1_000, $"{_accepted} accepted");
        Assert.True(_rejected > 1_000, $"{_rejected} rejected");
    }

    private static bool IsText(in EventView e)
        => AreText(e.EventId, e.UserId, e.ContentId, e.Title, e.ContentType)
            && AreText(e.Category, e.Status, e.ErrorCode, e.ErrorMessage, e.Region)
            && AreText(e.City, e.Device, e.OsVersion, e.ConnectionType, default);

    private static bool AreText(
        ReadOnlySpan<byte> a, ReadOnlySpan<byte> b, ReadOnlySpan<byte> c, ReadOnlySpan<byte> d, ReadOnlySpan<byte> e)
        => IsText(a) && IsText(b) && IsText(c) && IsText(d) && IsText(e);

    private static bool IsText(ReadOnlySpan<byte> bytes) => System.Text.Unicode.Utf8.IsValid(bytes);
}
