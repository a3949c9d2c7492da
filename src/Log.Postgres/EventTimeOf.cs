namespace StreamPulse.Log.Postgres;

/// <summary>
/// The event time of an encoded event, in milliseconds since the Unix epoch; null for a record that became a dead letter.
/// </summary>
public delegate long? EventTimeOf(ReadOnlySpan<byte> value);
