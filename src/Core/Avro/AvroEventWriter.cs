using System.Buffers;
using StreamPulse.Core.Events;

namespace StreamPulse.Core.Avro;

/// <summary>Writes events as Avro of our own schema (ContentDownloadEvent.avsc), bare or with Confluent's framing.</summary>
public static class AvroEventWriter
{
    private const int FixedBytes = (3 * AvroEncoding.MaxLongBytes) + (2 * sizeof(float)) + 2;
    private const int StringCount = 14;

    /// <summary>Appends one event, bare. Text that is no valid UTF-16 is written with U+FFFD in place of each lone surrogate.</summary>
    public static void Write(ContentDownloadEvent e, IBufferWriter<byte> output)
    {
        var (content, download, user) = (e.Content, e.Download, e.UserContext);
        var buffer = output.GetSpan(MaxBytes(e));
        var at = AvroEncoding.WriteString(buffer, e.EventId);
        at += AvroEncoding.WriteLong(buffer[at..], e.EventTimeMs);
        at += AvroEncoding.WriteString(buffer[at..], e.UserId);

        at += AvroEncoding.WriteString(buffer[at..], content.ContentId);
        at += AvroEncoding.WriteString(buffer[at..], content.Title);
        at += AvroEncoding.WriteString(buffer[at..], content.Type);
        at += AvroEncoding.WriteString(buffer[at..], content.Category);
        at += AvroEncoding.WriteLong(buffer[at..], content.SizeMb);
        at += AvroEncoding.WriteFloat(buffer[at..], content.Price);

        at += AvroEncoding.WriteString(buffer[at..], download.Status);
        at += AvroEncoding.WriteLong(buffer[at..], download.DurationSeconds);
        at += AvroEncoding.WriteFloat(buffer[at..], download.SpeedMbps);
        at += WriteNullable(buffer[at..], download.ErrorCode);
        at += WriteNullable(buffer[at..], download.ErrorMessage);

        at += AvroEncoding.WriteString(buffer[at..], user.Region);
        at += AvroEncoding.WriteString(buffer[at..], user.City);
        at += AvroEncoding.WriteString(buffer[at..], user.Device);
        at += AvroEncoding.WriteString(buffer[at..], user.OsVersion);
        at += AvroEncoding.WriteString(buffer[at..], user.ConnectionType);
        output.Advance(at);
    }

    /// <summary>Appends one event, bare; the bytes of its strings are written as they are.</summary>
    public static void Write(in EventView e, IBufferWriter<byte> output)
    {
        var buffer = output.GetSpan(MaxBytes(e));
        var at = AvroEncoding.WriteBytes(buffer, e.EventId);
        at += AvroEncoding.WriteLong(buffer[at..], e.EventTimeMs);
        at += AvroEncoding.WriteBytes(buffer[at..], e.UserId);

        at += AvroEncoding.WriteBytes(buffer[at..], e.ContentId);
        at += AvroEncoding.WriteBytes(buffer[at..], e.Title);
        at += AvroEncoding.WriteBytes(buffer[at..], e.ContentType);
        at += AvroEncoding.WriteBytes(buffer[at..], e.Category);
        at += AvroEncoding.WriteLong(buffer[at..], e.SizeMb);
        at += AvroEncoding.WriteFloat(buffer[at..], e.Price);

        at += AvroEncoding.WriteBytes(buffer[at..], e.Status);
        at += AvroEncoding.WriteLong(buffer[at..], e.DurationSeconds);
        at += AvroEncoding.WriteFloat(buffer[at..], e.SpeedMbps);
        at += WriteNullable(buffer[at..], e.HasErrorCode, e.ErrorCode);
        at += WriteNullable(buffer[at..], e.HasErrorMessage, e.ErrorMessage);

        at += AvroEncoding.WriteBytes(buffer[at..], e.Region);
        at += AvroEncoding.WriteBytes(buffer[at..], e.City);
        at += AvroEncoding.WriteBytes(buffer[at..], e.Device);
        at += AvroEncoding.WriteBytes(buffer[at..], e.OsVersion);
        at += AvroEncoding.WriteBytes(buffer[at..], e.ConnectionType);
        output.Advance(at);
    }

    /// <summary>Appends one event, preceded by the id of its schema.</summary>
    public static void WriteFramed(SchemaId schemaId, ContentDownloadEvent e, IBufferWriter<byte> output)
    {
        ConfluentFraming.Write(schemaId, output);
        Write(e, output);
    }

    /// <inheritdoc cref="WriteFramed(SchemaId, ContentDownloadEvent, IBufferWriter{byte})"/>
    public static void WriteFramed(SchemaId schemaId, in EventView e, IBufferWriter<byte> output)
    {
        ConfluentFraming.Write(schemaId, output);
        Write(e, output);
    }

    private static int WriteNullable(Span<byte> destination, string? text)
    {
        destination[0] = text is null ? (byte)0 : (byte)2;
        return text is null ? 1 : 1 + AvroEncoding.WriteString(destination[1..], text);
    }

    private static int WriteNullable(Span<byte> destination, bool isPresent, ReadOnlySpan<byte> text)
    {
        destination[0] = isPresent ? (byte)2 : (byte)0;
        return isPresent ? 1 + AvroEncoding.WriteBytes(destination[1..], text) : 1;
    }

    private static int MaxBytes(ContentDownloadEvent e)
    {
        var (content, download, user) = (e.Content, e.Download, e.UserContext);
        return checked(FixedBytes + AvroEncoding.MaxBytes(e.EventId) + AvroEncoding.MaxBytes(e.UserId)
            + AvroEncoding.MaxBytes(content.ContentId) + AvroEncoding.MaxBytes(content.Title)
            + AvroEncoding.MaxBytes(content.Type) + AvroEncoding.MaxBytes(content.Category)
            + AvroEncoding.MaxBytes(download.Status) + AvroEncoding.MaxBytes(download.ErrorCode ?? "")
            + AvroEncoding.MaxBytes(download.ErrorMessage ?? "") + AvroEncoding.MaxBytes(user.Region)
            + AvroEncoding.MaxBytes(user.City) + AvroEncoding.MaxBytes(user.Device)
            + AvroEncoding.MaxBytes(user.OsVersion) + AvroEncoding.MaxBytes(user.ConnectionType));
    }

    private static int MaxBytes(in EventView e)
        => checked(FixedBytes + (StringCount * AvroEncoding.MaxLongBytes)
            + e.EventId.Length + e.UserId.Length + e.ContentId.Length + e.Title.Length + e.ContentType.Length
            + e.Category.Length + e.Status.Length + e.ErrorCode.Length + e.ErrorMessage.Length + e.Region.Length
            + e.City.Length + e.Device.Length + e.OsVersion.Length + e.ConnectionType.Length);
}
