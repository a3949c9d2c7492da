namespace StreamPulse.Import;

/// <summary>How the file's length at the end of reading compares with what was fixed at its opening.</summary>
/// <param name="FixedLengthBytes">Length that counted: everything that began before it was read.</param>
/// <param name="ReadUpToByte">Where reading ended, in bytes of the file: behind the line that the fixed length cut, if it cut one.</param>
/// <param name="LengthAtEndBytes">Length of the file when reading ended.</param>
/// <param name="LastLineUnterminated">The last line read had no newline: a writer may have been in the middle of it.</param>
public sealed record FileGrowth(long FixedLengthBytes, long ReadUpToByte, long LengthAtEndBytes, bool LastLineUnterminated)
{
    /// <summary>There is more in the file now than was read.</summary>
    public bool Grew => LengthAtEndBytes > FixedLengthBytes;

    /// <summary>The file was cut while it was read; what was cut off is not in the import.</summary>
    public bool Shrank => LengthAtEndBytes < FixedLengthBytes;
}
