using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Numerics;
using System.Text;
using System.Text.Json;

namespace StreamPulse.Core.Events;

/// <summary>One pass over one event's JSON; the first error ends it. Use once.</summary>
internal ref struct EventJsonParser
{
    private Utf8JsonReader _reader;
    private string? _error;

    /// <summary>Values that have been read, one bit for each <see cref="EventJsonField"/>.</summary>
    private uint _seen;

    private string? _eventId;
    private long _eventTimeMs;
    private string? _userId;
    private string? _contentId;
    private string? _title;
    private string? _contentType;
    private string? _category;
    private int _sizeMb;
    private float _price;
    private string? _status;
    private int _durationSeconds;
    private float _speedMbps;
    private string? _errorCode;
    private string? _errorMessage;
    private string? _region;
    private string? _city;
    private string? _device;
    private string? _osVersion;
    private string? _connectionType;

    public EventJsonParser(ReadOnlySpan<byte> utf8Json)
        => _reader = new Utf8JsonReader(utf8Json, new JsonReaderOptions { MaxDepth = EventJson.MaxDepth });

    public bool TryParse([NotNullWhen(true)] out ContentDownloadEvent? e, [NotNullWhen(false)] out string? error)
    {
        e = null;
        try
        {
            _reader.Read();
            // The second Read makes sure that nothing follows the object: the reader throws where something does.
            if (ReadRecord(EventJsonFields.Root) && !_reader.Read())
                e = Build();
        }
        catch (JsonException exception)
        {
            _error = $"$: not JSON at byte {exception.BytePositionInLine ?? 0} of line {(exception.LineNumber ?? 0) + 1}: "
                + $"{Reason(exception)}";
        }
        error = e is null ? _error ?? "$: expected one JSON object" : null;
        return e is not null;
    }

    private readonly ContentDownloadEvent Build() => new()
    {
        EventId = _eventId!,
        EventTimeMs = _eventTimeMs,
        UserId = _userId!,
        Content = new ContentInfo(_contentId!, _title!, _contentType!, _category!, _sizeMb, _price),
        Download = new DownloadInfo(_status!, _durationSeconds, _speedMbps, _errorCode, _errorMessage),
        UserContext = new UserContextInfo(_region!, _city!, _device!, _osVersion!, _connectionType!),
    };

    /// <summary>Reads the object at the reader's place, up to its end.</summary>
    private bool ReadRecord(EventJsonFields fields)
    {
        if (_reader.TokenType != JsonTokenType.StartObject)
            return Fail(fields.Path, "an object");
        while (_reader.Read() && _reader.TokenType == JsonTokenType.PropertyName)
        {
            if (!fields.TryFind(ref _reader, out var field, out var path))
            {
                _reader.Skip();
                continue;
            }
            var bit = 1u << (int)field;
            if ((_seen & bit) != 0)
                return FailWith($"{path}: expected once, found twice");
            _seen |= bit;
            _reader.Read();
            if (!ReadValue(field, path))
                return false;
        }
        var missing = fields.Required & ~_seen;
        return missing == 0 || FailWith($"{fields.PathOf((EventJsonField)BitOperations.TrailingZeroCount(missing))}: missing");
    }

    private bool ReadValue(EventJsonField field, string path) => field switch
    {
        EventJsonField.EventId => ReadText(path, out _eventId),
        EventJsonField.EventTime => ReadEventTime(path),
        EventJsonField.UserId => ReadText(path, out _userId),
        EventJsonField.Content => ReadRecord(EventJsonFields.Content),
        EventJsonField.ContentId => ReadText(path, out _contentId),
        EventJsonField.Title => ReadText(path, out _title),
        EventJsonField.ContentType => ReadText(path, out _contentType),
        EventJsonField.Category => ReadText(path, out _category),
        EventJsonField.SizeMb => ReadInt(path, out _sizeMb),
        EventJsonField.Price => ReadFloat(path, out _price),
        EventJsonField.Download => ReadRecord(EventJsonFields.Download),
        EventJsonField.Status => ReadText(path, out _status),
        EventJsonField.DurationSeconds => ReadInt(path, out _durationSeconds),
        EventJsonField.SpeedMbps => ReadFloat(path, out _speedMbps),
        EventJsonField.ErrorCode => ReadNullableText(path, out _errorCode),
        EventJsonField.ErrorMessage => ReadNullableText(path, out _errorMessage),
        EventJsonField.UserContext => ReadRecord(EventJsonFields.UserContext),
        EventJsonField.Region => ReadText(path, out _region),
        EventJsonField.City => ReadText(path, out _city),
        EventJsonField.Device => ReadText(path, out _device),
        EventJsonField.OsVersion => ReadText(path, out _osVersion),
        EventJsonField.ConnectionType => ReadText(path, out _connectionType),
        _ => throw new ArgumentOutOfRangeException(nameof(field), field, "Not a field of the event."),
    };

    private bool ReadText(string path, [NotNullWhen(true)] out string? value)
    {
        value = null;
        if (_reader.TokenType != JsonTokenType.String)
            return Fail(path, "a string");
        try
        {
            value = _reader.GetString()!;
            return true;
        }
        catch (InvalidOperationException)
        {
            // What the reader throws for a string that is not UTF-8 or has half a surrogate pair in \u escapes.
            return FailWith($"{path}: expected Unicode text, found bytes or escapes that are none");
        }
    }

    private bool ReadNullableText(string path, out string? value)
    {
        value = null;
        return _reader.TokenType switch
        {
            JsonTokenType.Null => true,
            JsonTokenType.String => ReadText(path, out value),
            _ => Fail(path, "a string or null"),
        };
    }

    private bool ReadInt(string path, out int value)
    {
        value = 0;
        return (_reader.TokenType == JsonTokenType.Number && _reader.TryGetInt32(out value)) || Fail(path, "a 32-bit integer");
    }

    private bool ReadFloat(string path, out float value)
    {
        value = 0;
        return (_reader.TokenType == JsonTokenType.Number && _reader.TryGetSingle(out value) && float.IsFinite(value))
            || Fail(path, "a number that a 32-bit float can hold");
    }

    private bool ReadEventTime(string path)
    {
        if (_reader.TokenType == JsonTokenType.Number && _reader.TryGetInt64(out _eventTimeMs))
            return true;
        const string Expected = "integer milliseconds or an ISO 8601 time with zone";
        if (_reader.TokenType != JsonTokenType.String)
            return Fail(path, Expected);
        if (!ReadText(path, out var text))
            return false;
        if (!InstantText.TryParse(text, out var instant, out var found))
            return FailWith($"{path}: expected {Expected}, found {found}");
        _eventTimeMs = instant.ToUnixTimeMilliseconds();
        return true;
    }

    private bool Fail(string path, string expected) => FailWith($"{path}: expected {expected}, found {Found()}");

    private bool FailWith(string error)
    {
        _error = error;
        return false;
    }

    private readonly string Found() => _reader.TokenType switch
    {
        JsonTokenType.StartObject => "an object",
        JsonTokenType.StartArray => "an array",
        JsonTokenType.String => "a string",
        JsonTokenType.Number => string.Create(CultureInfo.InvariantCulture,
            $"the number {Encoding.ASCII.GetString(_reader.ValueSpan[..Math.Min(32, _reader.ValueSpan.Length)])}"),
        JsonTokenType.True => "true",
        JsonTokenType.False => "false",
        JsonTokenType.Null => "null",
        _ => "nothing",
    };

    /// <summary>The framework's message without its own note of the place, and bounded, as it may quote the input.</summary>
    private static string Reason(JsonException exception)
    {
        var message = exception.Message;
        var end = message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        return message[..Math.Min(end < 0 ? message.Length : end, 200)];
    }
}
