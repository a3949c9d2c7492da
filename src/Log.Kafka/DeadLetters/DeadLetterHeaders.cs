using System.Globalization;
using System.Text;
using Confluent.Kafka;

namespace StreamPulse.Log.Kafka.DeadLetters;

/// <summary>Headers of a record in the dead-letter topic; all values are UTF-8 text. docs/KAFKA.md describes them.</summary>
public static class DeadLetterHeaders
{
    public const string Reason = "streampulse.reason";

    public const string Detail = "streampulse.detail";

    /// <summary>With partition and offset it names the record: the same three again are a repetition.</summary>
    public const string Topic = "streampulse.topic";

    public const string Partition = "streampulse.partition";

    public const string Offset = "streampulse.offset";

    /// <summary>ISO 8601, UTC, milliseconds; left out where it is not known.</summary>
    public const string IngestionTime = "streampulse.ingestion-time";

    /// <summary>Number for <c>./streampulse dead-letters show</c>.</summary>
    public const string Id = "streampulse.id";

    /// <summary>Present where the broker refused the record for its size: what was left out, "value" or "key,value".</summary>
    public const string Truncated = "streampulse.truncated";

    /// <summary>Present with it: the value's length in bytes.</summary>
    public const string ValueBytes = "streampulse.value-bytes";

    /// <summary>The headers of a record.</summary>
    /// <param name="leftOut">What is left out of it, or null.</param>
    internal static Headers Of(string topic, DeadLetterRecord letter, string? leftOut)
    {
        var headers = new Headers();
        Add(Reason, letter.Reason);
        Add(Detail, letter.Detail);
        Add(Topic, topic);
        Add(Partition, letter.Partition.ToString(CultureInfo.InvariantCulture));
        Add(Offset, letter.Offset.ToString(CultureInfo.InvariantCulture));
        if (letter.IngestionTime is { } time)
            Add(IngestionTime, time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture));
        Add(Id, letter.Id.ToString(CultureInfo.InvariantCulture));
        if (leftOut is not null)
        {
            Add(Truncated, leftOut);
            Add(ValueBytes, letter.Value.Length.ToString(CultureInfo.InvariantCulture));
        }

        return headers;

        void Add(string name, string text) => headers.Add(name, Encoding.UTF8.GetBytes(text));
    }
}
