namespace StreamPulse.Api.Security;

/// <summary>Marks an endpoint that takes a stream ticket as query parameter instead of a token.</summary>
/// <param name="Parameter">Name of the parameter.</param>
internal sealed record TicketMetadata(string Parameter);
