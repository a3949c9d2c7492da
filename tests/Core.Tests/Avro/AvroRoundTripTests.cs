using System.Buffers;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using StreamPulse.Core.Avro;
using StreamPulse.Core.Avro.Generic;
using StreamPulse.Core.Events;

namespace StreamPulse.Core.Tests.Avro;

public sealed class AvroRoundTripTests
{
    private static readonly Arbitrary<ContentDownloadEvent> Events = MakeEvents().ToArbitrary();

    [Fact]
    public void What_is_written_is_read_by_the_hot_path()
        => Prop.ForAll(Events, e =>
        {
            var decoder = new AvroEventDecoder(AvroTesting.OursAs(int.MinValue));
            return (e.EventId.Length == 0 || Decode(decoder, AvroTesting.Bare(e)) == e)
                && Decode(decoder, AvroTesting.Framed(int.MinValue, e)) == e;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void What_is_written_is_read_by_the_generic_path()
        => Prop.ForAll(Events, e =>
        {
            var decoder = new GenericEventDecoder(AvroTesting.OursAs(9));
            return decoder.TryDecode(AvroTesting.Framed(9, e), out var actual) == RejectionReason.None && actual == e;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_view_is_written_as_the_bytes_that_it_was_read_from()
        => Prop.ForAll(Events, e =>
        {
            var bytes = AvroTesting.Bare(e);
            var output = new ArrayBufferWriter<byte>();
            if (!AvroEventReader.TryRead(bytes, out var view))
                return false;
            AvroEventWriter.Write(view, output);
            AvroEventWriter.WriteFramed(0x01020304, view, output);
            byte[] twice = [.. bytes, 0, 1, 2, 3, 4, .. bytes];
            return output.WrittenSpan.SequenceEqual(twice);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Edges_of_every_type_survive_both_paths()
    {
        var decoder = new AvroEventDecoder(AvroTesting.OursAs(1));
        var generic = new GenericEventDecoder(AvroTesting.OursAs(1));
        foreach (var e in RandomEvents.Many(seed: 11, count: 3_000))
        {
            var framed = AvroTesting.Framed(1, e);
            AvroTesting.AssertEqual(e, Decode(decoder, framed));
            Assert.Equal(RejectionReason.None, generic.TryDecode(framed, out var actual));
            AvroTesting.AssertEqual(e, actual);
        }
    }

    [Fact]
    public void Half_a_surrogate_pair_is_written_as_the_replacement_character()
    {
        var e = AvroTesting.Sample with { UserId = "a\uD83Db" };
        Assert.True(AvroEventReader.TryRead(AvroTesting.Bare(e), out var view));
        Assert.Equal("a\uFFFDb", EventViews.ToEvent(view).UserId);
    }

    private static ContentDownloadEvent? Decode(AvroEventDecoder decoder, byte[] value)
        => decoder.TryDecode(value, out var view) == RejectionReason.None ? EventViews.ToEvent(view) : null;

    private static Gen<ContentDownloadEvent> MakeEvents()
    {
        // A round trip through UTF-8 replaces lone surrogates, which no encoded string can have.
        var text = ArbMap.Default.GeneratorFor<UnicodeString>().Select(s => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(s.Get ?? "")));
        var nullable = Gen.OneOf(Gen.Constant((string?)null), text.Select(s => (string?)s));
        var number = ArbMap.Default.GeneratorFor<int>();
        var real = ArbMap.Default.GeneratorFor<float>();
        return from ids in text.ArrayOf(3)
               from time in ArbMap.Default.GeneratorFor<long>()
               from words in text.ArrayOf(10)
               from errors in nullable.ArrayOf(2)
               from numbers in number.ArrayOf(2)
               from reals in real.ArrayOf(2)
               select new ContentDownloadEvent
               {
                   EventId = ids[0],
                   EventTimeMs = time,
                   UserId = ids[1],
                   Content = new ContentInfo(ids[2], words[0], words[1], words[2], numbers[0], reals[0]),
                   Download = new DownloadInfo(words[3], numbers[1], reals[1], errors[0], errors[1]),
                   UserContext = new UserContextInfo(words[4], words[5], words[6], words[7], words[8]),
               };
    }
}
