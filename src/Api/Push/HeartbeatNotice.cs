namespace StreamPulse.Api.Push;

/// <summary>Data of a <c>heartbeat</c> event: nothing has changed, the connection is alive.</summary>
public sealed record HeartbeatNotice(DateTimeOffset AsOf);
