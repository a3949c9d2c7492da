using System.Buffers;
using System.Text;
using StreamPulse.Core.Avro;
using StreamPulse.Core.Events;
using StreamPulse.Fuzz.Engine;
using StreamPulse.Fuzz.Generators;
using StreamPulse.Import;
using StreamPulse.Import.AccessLogs;
using StreamPulse.Import.Clients;

namespace StreamPulse.Fuzz.Targets;

/// <summary>Lines of access logs.</summary>
internal sealed class AccessLogTarget : IFuzzTarget
{
    private const int MaxLineBytes = 2_048;
    private static readonly ImportOptions Options = new()
    {
        Format = ImportFormat.AccessLog,
        MaxLineBytes = MaxLineBytes,
        AccessLog = new AccessLogOptions { Regions = CidrTable.Read(new StringReader("203.0.113.0/24 EU-London London\n2001:db8::/32 "
            + "ASIA-Tokyo"), "table") },
    };

    private readonly ImportLines _lines = new(Options);
    private readonly EventValidator _validator = new(EventLimits.Default);

    public string Name => "access-log";

    public string What => "files of access log lines: common, combined, virtual hosts, proxies, request times";

    public IReadOnlyList<byte[]> Tokens => TextTokens.Log;

    public byte[] Generate(Random random) => Lines.Join(random, static random => Encoding.UTF8.GetBytes(LogLineGenerator.Line(random)));

    public FuzzOutcome Check(byte[] input)
    {
        if (FormatDetector.IsGzip(input))
            return new FuzzOutcome("gzip");
        if (_lines.IsRefused(input))
            return new FuzzOutcome("refused");
        var (items, summary) = _lines.Check(input);
        var detail = new StringBuilder();
        foreach (var item in items)
        {
            var verdict = item.Event is { } e ? Judge(e) : RejectionReason.None;
            Expect.That(
                verdict is RejectionReason.None or RejectionReason.EventTimeOutOfRange or RejectionReason.FieldTooLong,
                "An event of an access log is within bounds, but for its time and the length of its path", verdict.ToString());
            detail.Append(item.Reject?.Detail ?? verdict.ToString()).Append(item.Event?.UserContext.Device);
        }

        return new FuzzOutcome(summary switch
            {
                { Events: 0, Rejects: 0 } => "blank", { Events: 0 } => "rejects only", { Rejects: 0 } => "events only", _ => "both",
            }, detail.ToString());
    }

    public long AllowedAllocationBytes(int inputBytes) => 1024 * 1024 + (256L * inputBytes);

    private RejectionReason Judge(ContentDownloadEvent e)
    {
        var written = new ArrayBufferWriter<byte>();
        AvroEventWriter.Write(e, written);
        return AvroEventReader.TryRead(written.WrittenSpan, out var view)
            ? _validator.Validate(view, e.EventTimeMs)
            : RejectionReason.UndecodableAvro;
    }
}
