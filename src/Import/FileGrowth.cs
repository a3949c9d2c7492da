namespace StreamPulse.Import;

/// <summary>Compares the file's length at the end of reading with the length fixed when it was opened.</summary>
/// <param name="FixedLengthBytes">The fixed length: every line that starts before it was read.</param>
/// <param name="ReadUpToByte">
/// Where reading ended, in bytes of the file: after the line that crosses the fixed length, if there is one.
/// </param>
/// <param name="LengthAtEndBytes">Length of the file when reading ended.</param>
/// <param name="LastLineUnterminated">The last line read had no newline: a writer may have been in the middle of it.</param>
public sealed record FileGrowth(long FixedLengthBytes, long ReadUpToByte, long LengthAtEndBytes, bool LastLineUnterminated)
{
    /// <summary>The file is now longer than what was read.</summary>
    public bool Grew => LengthAtEndBytes > FixedLengthBytes;

    /// <summary>The file was truncated while it was read; the part that was cut off is not imported.</summary>
    public bool Shrank => LengthAtEndBytes < FixedLengthBytes;
}
