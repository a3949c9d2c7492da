namespace StreamPulse.Core.Avro.Schemas;

/// <summary>The logical types of time (Avro specification 1.12, "Logical Types").</summary>
internal static class AvroTime
{
    /// <summary>How many of its units make a second, where the type counts from 1970-01-01T00:00:00Z; null for any other type.</summary>
    public static long? UnitsPerSecond(string? logicalType) => logicalType switch
    {
        "timestamp-millis" => 1_000,
        "timestamp-micros" => 1_000_000,
        "timestamp-nanos" => 1_000_000_000,
        _ => null,
    };

    /// <summary>Whether it is a type of time: an instant, a local time without zone, a time of day, or a date.</summary>
    public static bool IsTime(string? logicalType)
        => UnitsPerSecond(logicalType) is not null || logicalType is "date" or "time-millis" or "time-micros"
            or "local-timestamp-millis" or "local-timestamp-micros" or "local-timestamp-nanos";
}
