namespace StreamPulse.Log.Postgres;

/// <summary>The event time of an encoded event, in milliseconds since the Unix epoch; null when it has none that counts (a record that became a dead letter).</summary>
public delegate long? EventTimeOf(ReadOnlySpan<byte> value);
