namespace StreamPulse.Api.Push;

/// <summary>A ticket that opens the live stream.</summary>
/// <param name="Ticket">The value of the stream's parameter ticket.</param>
/// <param name="ExpiresAt">Until when a stream can be opened with it. An open stream lasts as long as the caller's token.</param>
public sealed record StreamTicketResponse(string Ticket, DateTimeOffset ExpiresAt);
