using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using StreamPulse.Import;

namespace StreamPulse.Operations.Imports;

/// <summary>
/// Counts the lines that are no events, keeps the first few, and writes those within a bound to a file if one is given: one JSON object a
/// line with line, reason, detail, text (or base64, where the line is no UTF-8) and length_bytes. If there are more, the last line says how
/// many: line 0, reason more_rejects, and detail.
/// </summary>
/// <param name="maxWritten">Lines that are written to the file at most.</param>
public sealed class RejectSink(Stream? file, long maxWritten = RejectBound.DefaultKept) : IAsyncDisposable
{
    private const int Kept = 5;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly Dictionary<string, long> _byReason = new(StringComparer.Ordinal);
    private readonly List<RejectedLine> _first = [];
    private readonly List<byte[]> _firstRaw = [];
    private readonly Utf8JsonWriter? _writer = file is null
        ? null
        : new Utf8JsonWriter(file, new JsonWriterOptions { SkipValidation = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    private readonly RejectBound _bound = new(maxWritten);

    public long Count { get; private set; }

    /// <summary>Lines beyond the bound, which are in no file; 0 without one.</summary>
    public long NotKept => _bound.Rest;

    public IReadOnlyDictionary<string, long> ByReason => _byReason;

    public IReadOnlyList<RejectedLine> First => _first;

    /// <summary>What was rejected so far.</summary>
    public RejectReport Report => new(_byReason, _first, Count == 0 ? null : ForeignFormats.OfLines(_firstRaw));

    /// <exception cref="IOException">The file cannot be written.</exception>
    public void Add(long line, ImportReject reject)
    {
        Count++;
        _byReason[reject.Reason] = _byReason.GetValueOrDefault(reject.Reason) + 1;
        if (_first.Count < Kept)
        {
            _first.Add(new RejectedLine(line, reject.Reason, reject.Detail));
            _firstRaw.Add(reject.Raw);
        }
        if (_writer is not null && _bound.Keep(reject))
            Write(_writer, line, reject);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (file is null)
            return;
        if (_bound.Rest > 0)
            Write(_writer!, 0, new ImportReject(RejectBound.Reason, _bound.Detail, [], 0));
        await _writer!.DisposeAsync();
        await file.DisposeAsync();
    }

    private void Write(Utf8JsonWriter writer, long line, ImportReject reject)
    {
        writer.WriteStartObject();
        writer.WriteNumber("line", line);
        writer.WriteString("reason", reject.Reason);
        writer.WriteString("detail", reject.Detail);
        if (TextOf(reject.Raw) is { } text)
            writer.WriteString("text", text);
        else
            writer.WriteBase64String("base64", reject.Raw);
        writer.WriteNumber("length_bytes", reject.RawLengthBytes);
        writer.WriteEndObject();
        writer.Flush();
        writer.Reset();
        file!.WriteByte((byte)'\n');
    }

    private static string? TextOf(byte[] raw)
    {
        try
        {
            return Strict.GetString(raw);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }
}
