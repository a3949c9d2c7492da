using StreamPulse.Import.Tests.Support;

namespace StreamPulse.Import.Tests.Reading;

public sealed class FormatDetectorTests
{
    [Theory]
    [InlineData("Obj\u0001\u0004", ImportFormat.AvroContainer)]
    [InlineData("Obj 1.2.3.4 - -", ImportFormat.AccessLog)]
    [InlineData("{\"event_id\":1}", ImportFormat.Ndjson)]
    [InlineData("\ufeff \r\n\t{", ImportFormat.Ndjson)]
    [InlineData("192.0.2.1 - - [", ImportFormat.AccessLog)]
    [InlineData("", ImportFormat.AccessLog)]
    [InlineData("[1]", ImportFormat.AccessLog)]
    [InlineData("\0\0{", ImportFormat.Ndjson)]
    [InlineData("#Version: 1.0\n", ImportFormat.W3c)]
    [InlineData("# a comment\n", ImportFormat.AccessLog)]
    public void The_first_bytes_tell_the_format(string head, ImportFormat format)
        => Assert.Equal(format, FormatDetector.Detect(System.Text.Encoding.UTF8.GetBytes(head)));

    [Fact]
    public void Gzip_is_told_by_its_magic_bytes()
    {
        Assert.True(FormatDetector.IsGzip(TemporaryFile.Gzip("x"u8)));
        Assert.False(FormatDetector.IsGzip([0x1F, 0x8B]));
        Assert.False(FormatDetector.IsGzip("192.0.2.1"u8));
    }
}
