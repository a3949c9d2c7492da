namespace StreamPulse.Api.Push;

/// <summary>An event for all subscribers; its data is serialized once.</summary>
/// <param name="Id">Unique, also across runs of the program.</param>
/// <param name="EventType"><c>stats</c>, or <c>unavailable</c> while figures cannot be computed.</param>
/// <param name="Data">JSON in UTF-8, one line.</param>
internal sealed record PushUpdate(string Id, string EventType, byte[] Data)
{
    public const string Stats = "stats";
    public const string Unavailable = "unavailable";
    public const string Heartbeat = "heartbeat";
}
