using Avro;
using Avro.File;
using Avro.Generic;
using Avro.IO;
using StreamPulse.Core.Events;

namespace StreamPulse.Core.Tests.Avro;

/// <summary>Writes records with Apache's own implementation of Avro, which shares nothing with ours.</summary>
internal static class ApacheAvro
{
    /// <summary>One record, bare.</summary>
    public static byte[] Write(GenericRecord record)
    {
        var output = new MemoryStream();
        new GenericDatumWriter<GenericRecord>(record.Schema).Write(record, new BinaryEncoder(output));
        return output.ToArray();
    }

    /// <summary>A container file of one block.</summary>
    public static byte[] WriteFile(string schema, Codec.Type codec, IEnumerable<GenericRecord> records)
    {
        var output = new MemoryStream();
        var datumWriter = new GenericDatumWriter<GenericRecord>(Schema.Parse(schema));
        using (var writer = DataFileWriter<GenericRecord>.OpenWriter(datumWriter, output, Codec.CreateCodec(codec)))
        {
            foreach (var record in records)
                writer.Append(record);
        }

        return output.ToArray();
    }

    /// <summary>
    /// An event as a record of a schema that has at least its fields, in any order and under the same names; other fields have to have
    /// defaults, which are not written here.
    /// </summary>
    /// <param name="more">Values by field name, for fields of the top record that are none of ours or differ from them.</param>
    public static GenericRecord Record(string schema, ContentDownloadEvent e, params (string Name, object? Value)[] more)
    {
        var (content, download, user) = (e.Content, e.Download, e.UserContext);
        var top = (RecordSchema)Schema.Parse(schema);
        return Fill(top, more.Concat(
        [
            ("event_id", e.EventId),
            ("timestamp", DateTimeOffset.FromUnixTimeMilliseconds(e.EventTimeMs).UtcDateTime),
            ("user_id", e.UserId),
            ("content", Part("content",
                ("content_id", content.ContentId), ("title", content.Title), ("type", content.Type), ("category", content.Category),
                ("size_mb", content.SizeMb), ("price", content.Price))),
            ("download", Part("download",
                ("status", download.Status), ("duration_seconds", download.DurationSeconds), ("speed_mbps", download.SpeedMbps),
                ("error_code", download.ErrorCode), ("error_message", download.ErrorMessage))),
            ("user_context", Part("user_context",
                ("region", user.Region), ("city", user.City), ("device", user.Device), ("os_version", user.OsVersion),
                ("connection_type", user.ConnectionType))),
        ]));

        GenericRecord Part(string name, params (string, object?)[] values) => Fill((RecordSchema)top[name].Schema, values);
    }

    /// <summary>The first value of a name counts.</summary>
    private static GenericRecord Fill(RecordSchema schema, IEnumerable<(string Name, object? Value)> values)
    {
        var record = new GenericRecord(schema);
        foreach (var (name, value) in values.DistinctBy(value => value.Name))
        {
            if (schema.Contains(name))
                record.Add(name, value);
        }

        return record;
    }
}
