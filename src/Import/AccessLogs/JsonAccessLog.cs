using System.Globalization;
using System.Text.Json;
using StreamPulse.Import.Lines;

namespace StreamPulse.Import.AccessLogs;

/// <summary>
/// Reads a line of a JSON access log: Caddy (<c>request</c> is an object with <c>uri</c>, <c>remote_ip</c> and <c>headers</c>), Traefik, or
/// nginx with a <c>log_format</c> that writes an object. Not thread-safe.
/// </summary>
internal sealed class JsonAccessLog(AccessLogEvents events)
{
    /// <summary>Caddy's request, headers and the list of a header's values.</summary>
    private const int MaxDepth = 64;

    private readonly (int Start, int Length, int Rank)[] _fields = new (int, int, int)[Enum.GetValues<JsonField>().Length];
    private byte[] _values = new byte[4 * 1024];
    private int _valuesLength;
    private bool _isEvent;
    private bool _isErrorEntry;
    private string? _noClient;

    /// <summary>
    /// False where the line does not hold a request, or is not JSON. Otherwise <paramref name="parsed"/> is the event, or the reject that
    /// says what is wrong with the request.
    /// </summary>
    public bool TryParse(ReadOnlySpan<byte> line, long lineOffset, out ParsedLine parsed)
    {
        parsed = default;
        Array.Clear(_fields);
        (_valuesLength, _isEvent, _isErrorEntry, _noClient) = (0, false, false, null);
        if (_values.Length < line.Length)
            _values = new byte[line.Length];
        try
        {
            var reader = new Utf8JsonReader(line, new JsonReaderOptions { MaxDepth = MaxDepth });
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
                return false;
            ReadObject(ref reader);
            if (reader.Read())
                return false;
        }
        catch (JsonException)
        {
            return false;
        }
        if (_isEvent || !Has(JsonField.Status) || !(Has(JsonField.RequestLine) || Has(JsonField.Target)))
            return false;
        parsed = Make(line, lineOffset);
        return true;
    }

    private ParsedLine Make(ReadOnlySpan<byte> line, long lineOffset)
    {
        if (_isErrorEntry)
            return ParsedLine.Reject("expected a request, found an entry of Caddy's error log; the access log has the request");
        if (_noClient is not null && !Has(JsonField.Client))
            return ParsedLine.Reject($"expected the client's address, found '{_noClient}'");
        var request = new AccessLogLine { Client = Client() };
        if (!Has(JsonField.Time))
            return ParsedLine.Reject("expected a time such as ts, time_iso8601 or StartUTC in the request, found none");
        if (!RequestTime.TryParse(Value(JsonField.Time), out request.EventTimeMs))
            return ParsedLine.Reject("expected a time in ISO 8601 with its zone, or in seconds since 1970, found something else");
        if (!TryNumber(JsonField.Status, out var status) || status is < 0 or > 999 || decimal.Truncate(status) != status)
            return ParsedLine.Reject("expected a status of three digits, found something else");
        request.Status = (int)status;
        if (Has(JsonField.RequestLine))
        {
            request.Method = RequestTarget.Method(Value(JsonField.RequestLine));
            request.Path = RequestTarget.Path(Value(JsonField.RequestLine));
        }
        else
        {
            request.Method = Value(JsonField.Method);
            request.Path = RequestTarget.PathOf(Value(JsonField.Target));
        }
        if (TryNumber(JsonField.SentBytes, out var bytes) && bytes >= 0)
            request.SentBytes = (long)Math.Min(bytes, long.MaxValue);
        if (TryNumber(JsonField.Nanoseconds, out var nanoseconds))
            request.RequestSeconds = (double)(nanoseconds / 1_000_000_000);
        else if (TryNumber(JsonField.Seconds, out var seconds))
            request.RequestSeconds = (double)seconds;
        request.RequestSeconds = Math.Max(0, request.RequestSeconds);
        request.UserAgent = Value(JsonField.UserAgent);
        return events.Make(request, line, lineOffset);
    }

    /// <summary>The peer's address, or the forwarded one where a proxy of the same private network is the peer.</summary>
    private ReadOnlySpan<byte> Client() => ClientChoice.Of(Value(JsonField.Client), Value(JsonField.Forwarded));

    /// <summary>Reads the properties of an object; those of a request and its headers count like the line's own.</summary>
    private void ReadObject(ref Utf8JsonReader reader)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.ValueSpan;
            _isEvent |= name.SequenceEqual(JsonFields.EventId);
            var isKnown = JsonFields.TryFind(name, out var found);
            var isHeaders = name.SequenceEqual("headers"u8);
            var isLogger = name.SequenceEqual("logger"u8);
            reader.Read();
            _isErrorEntry |= isLogger && reader.TokenType == JsonTokenType.String && reader.ValueSpan.StartsWith("http.log.error"u8);
            if (reader.TokenType == JsonTokenType.StartObject && (isHeaders || found.Field == JsonField.RequestLine && isKnown))
                ReadObject(ref reader);
            else if (isKnown)
                ReadValue(ref reader, found.Field, found.Rank);
            else
                reader.Skip();
        }
    }

    private void ReadValue(ref Utf8JsonReader reader, JsonField field, int rank)
    {
        if (reader.TokenType == JsonTokenType.StartArray)
        {
            // A header's values; the first counts.
            var depth = reader.CurrentDepth;
            reader.Read();
            if (reader.TokenType == JsonTokenType.String)
                Keep(ref reader, field, rank);
            while (reader.CurrentDepth > depth || reader.TokenType != JsonTokenType.EndArray)
                reader.Read();
            return;
        }
        if (reader.TokenType is JsonTokenType.String or JsonTokenType.Number)
            Keep(ref reader, field, rank);
        else
            reader.Skip();
    }

    private void Keep(ref Utf8JsonReader reader, JsonField field, int rank)
    {
        var start = _valuesLength;
        var length = Copy(ref reader, _values.AsSpan(start));
        var value = _values.AsSpan(start, length);
        if (value.IsEmpty || value.SequenceEqual("-"u8) || (Has(field) && _fields[(int)field].Rank <= rank))
            return;
        if (field == JsonField.Client && !ClientField.TryFirstAddress(value, out _, out _))
        {
            if (rank != JsonFields.HostRank && ClientChoice.IsNoPeer(value, mayBeName: true))
                _noClient ??= ClientField.Shown(value);
            return;
        }
        _fields[(int)field] = (start, length, rank);
        _valuesLength += length;
    }

    /// <summary>Text without escapes; text that is not Unicode stays as it is in the log.</summary>
    private static int Copy(ref Utf8JsonReader reader, Span<byte> to)
    {
        try
        {
            if (reader.TokenType == JsonTokenType.String && reader.ValueIsEscaped)
                return reader.CopyString(to);
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair in escapes.
        }
        reader.ValueSpan.CopyTo(to);
        return reader.ValueSpan.Length;
    }

    private bool Has(JsonField field) => _fields[(int)field].Length > 0;

    private ReadOnlySpan<byte> Value(JsonField field) => _values.AsSpan(_fields[(int)field].Start, _fields[(int)field].Length);

    private bool TryNumber(JsonField field, out decimal number)
        => decimal.TryParse(Value(field), NumberStyles.Float, CultureInfo.InvariantCulture, out number);
}
