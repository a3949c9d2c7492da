namespace StreamPulse.Api.Security;

/// <summary>A key file cannot be used. The user's; the message names setting, file and what is allowed, and nothing of what is inside.</summary>
public sealed class TokenKeyException(string message, Exception? inner = null) : Exception(message, inner);
