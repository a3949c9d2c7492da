using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using StreamPulse.Import.Lines;

namespace StreamPulse.Import.AccessLogs;

/// <summary>
/// W3C extended log format: <c>#Fields</c> names the columns of the lines behind it, and a log may change them. Values stand between blanks
/// (IIS) or tabs (CloudFront). Times are UTC.
/// </summary>
public sealed class W3cParser(AccessLogEvents events) : IEventLineParser
{
    private const byte Space = (byte)' ';
    private const byte Tab = (byte)'\t';
    private const byte Quote = (byte)'"';
    private const int None = -1;
    private const int MaxColumns = 256;

    private readonly int[] _columns = [.. Enumerable.Repeat(None, Enum.GetValues<W3cColumn>().Length)];
    private readonly Range[] _values = new Range[MaxColumns + 1];
    private byte[] _date = [];
    private int _columnCount;
    private bool _isTimeTakenInSeconds;

    public string RejectReason => ImportRejectReasons.NotALogLine;

    public bool NeedsLinesBefore => true;

    public ParsedLine Parse(ReadOnlySpan<byte> line, long lineOffset)
    {
        if (line.StartsWith("#"u8))
        {
            ReadDirective(line);
            return ParsedLine.Directive;
        }
        var request = default(AccessLogLine);
        return TryRead(line, ref request, out var error) ? events.Make(request, line, lineOffset) : ParsedLine.Reject(error);
    }

    private void ReadDirective(ReadOnlySpan<byte> line)
    {
        if (line.StartsWith("#Date:"u8))
            _date = line["#Date:".Length..].Trim(Space) is { Length: >= 10 } date ? date[..10].ToArray() : [];
        if (!line.StartsWith("#Fields:"u8))
            return;
        var names = Encoding.Latin1.GetString(line["#Fields:".Length..])
            .Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        Array.Fill(_columns, None);
        _columnCount = names.Length;
        _isTimeTakenInSeconds = names.Contains("x-edge-location");
        for (var i = 0; i < Math.Min(names.Length, MaxColumns); i++)
        {
            if (ColumnOf(names[i].ToLowerInvariant()) is { } column && _columns[(int)column] == None)
                _columns[(int)column] = i;
        }
    }

    private static W3cColumn? ColumnOf(string name) => name switch
    {
        "date" => W3cColumn.Date,
        "time" => W3cColumn.Time,
        "c-ip" => W3cColumn.Client,
        "x-forwarded-for" or "cs(x-forwarded-for)" => W3cColumn.Forwarded,
        "cs-method" => W3cColumn.Method,
        "cs-uri-stem" or "cs-uri" => W3cColumn.Target,
        "sc-status" or "c-status" => W3cColumn.Status,
        "sc-bytes" => W3cColumn.SentBytes,
        "cs(user-agent)" => W3cColumn.UserAgent,
        "time-taken" or "timetakenms" => W3cColumn.TimeTaken,
        _ => null,
    };

    private bool TryRead(ReadOnlySpan<byte> line, ref AccessLogLine request, [NotNullWhen(false)] out string? error)
    {
        error = _columnCount == 0 ? "expected a line #Fields before this one, found none" : Missing();
        if (error is not null)
            return false;
        var count = Split(line);
        if (count != _columnCount)
        {
            error = FormattableString.Invariant($"expected {_columnCount} values, as many as #Fields names, found {count}");
            return false;
        }
        var date = _columns[(int)W3cColumn.Date] == None ? _date : Value(line, W3cColumn.Date);
        if (!RequestTime.TryParseUtc(date, Value(line, W3cColumn.Time), out request.EventTimeMs))
        {
            error = "expected a date such as 2020-05-06 and a time such as 10:00:00, found something else";
            return false;
        }
        var status = Value(line, W3cColumn.Status);
        if (!Utf8Parser.TryParse(status, out request.Status, out var used) || used != status.Length || request.Status is < 0 or > 999)
        {
            error = "expected a status of three digits, found something else";
            return false;
        }
        var peer = Value(line, W3cColumn.Client);
        if (ClientChoice.IsNoPeer(peer, mayBeName: false))
        {
            error = $"expected the client's address in c-ip, found '{ClientField.Shown(peer)}'";
            return false;
        }
        ReadOptional(line, ref request);
        return true;
    }

    /// <summary>The first column that no event can do without and that <c>#Fields</c> does not name.</summary>
    private string? Missing()
    {
        if (_columns[(int)W3cColumn.Time] == None || (_columns[(int)W3cColumn.Date] == None && _date.Length == 0))
            return "expected the fields date and time in #Fields, found one or none of them; local times are not read";
        if (_columns[(int)W3cColumn.Status] == None)
            return "expected the field sc-status in #Fields, found none";
        return _columns[(int)W3cColumn.Target] == None ? "expected the field cs-uri-stem in #Fields, found none" : null;
    }

    private void ReadOptional(ReadOnlySpan<byte> line, ref AccessLogLine request)
    {
        request.Client = ClientChoice.Of(Value(line, W3cColumn.Client), Value(line, W3cColumn.Forwarded));
        request.Method = Value(line, W3cColumn.Method);
        request.Path = RequestTarget.PathOf(Value(line, W3cColumn.Target));
        if (Utf8Parser.TryParse(Value(line, W3cColumn.SentBytes), out long bytes, out _) && bytes > 0)
            request.SentBytes = bytes;
        request.UserAgent = UserAgentText.Decode(Value(line, W3cColumn.UserAgent));
        var taken = Value(line, W3cColumn.TimeTaken);
        if (Utf8Parser.TryParse(taken, out double time, out _) && time > 0)
            request.RequestSeconds = _isTimeTakenInSeconds || taken.Contains((byte)'.') ? time : time / 1_000;
    }

    /// <summary>The value of a column; empty where the log has a dash or no such column.</summary>
    private ReadOnlySpan<byte> Value(ReadOnlySpan<byte> line, W3cColumn column)
    {
        var index = _columns[(int)column];
        var value = index == None ? default : line[_values[index]];
        if (value.Length >= 2 && value[0] == Quote && value[^1] == Quote)
            value = value[1..^1];
        return value is [(byte)'-'] ? default : value;
    }

    /// <summary>Cuts at each tab where there is one, else at blanks outside of quotes; returns how many values there are.</summary>
    private int Split(ReadOnlySpan<byte> line)
    {
        var separator = line.Contains(Tab) ? Tab : Space;
        line = line.TrimEnd("\t "u8);
        var count = 0;
        for (var at = 0; at <= line.Length && count < _values.Length; count++)
        {
            var end = EndOfValue(line, at, separator);
            _values[count] = at..end;
            at = end + 1;
            while (separator == Space && at < line.Length && line[at] == Space)
                at++;
        }
        return count;
    }

    private static int EndOfValue(ReadOnlySpan<byte> line, int at, byte separator)
    {
        var rest = line[at..];
        if (separator == Space && rest.StartsWith("\""u8))
        {
            var close = rest[1..].IndexOf("\" "u8);
            if (close >= 0 || rest[^1] == Quote)
                return close >= 0 ? at + close + 2 : line.Length;
        }
        var next = rest.IndexOf(separator);
        return next < 0 ? line.Length : at + next;
    }
}
