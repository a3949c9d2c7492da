namespace StreamPulse.Api.Security;

/// <summary>A key file cannot be used. The user's fault; the message names setting, file and what is allowed, never the content.</summary>
public sealed class TokenKeyException(string message, Exception? inner = null) : Exception(message, inner);
