namespace StreamPulse.Import;

/// <summary>A line or record that could not be made into an event.</summary>
/// <param name="Reason">One of <see cref="ImportRejectReasons"/>.</param>
/// <param name="Detail">What was expected and what was found, for people.</param>
/// <param name="Raw">The bytes themselves, cut after <see cref="MaxRawBytes"/>.</param>
/// <param name="RawLengthBytes">How long they were before the cut, newline included.</param>
public sealed record ImportReject(string Reason, string Detail, byte[] Raw, long RawLengthBytes)
{
    /// <summary>Longest <see cref="Raw"/>.</summary>
    public const int MaxRawBytes = 64 * 1024;
}
