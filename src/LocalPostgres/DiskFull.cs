namespace StreamPulse.LocalPostgres;

/// <summary>Detects a full disk.</summary>
internal static class DiskFull
{
    private const int Enospc = 28;
    private const int Edquot = 122;

    public static bool Is(IOException e) => (e.HResult & 0xffff) is Enospc or Edquot;

    public static bool IsIn(string programOutput)
        => programOutput.Contains("No space left on device", StringComparison.Ordinal)
           || programOutput.Contains("Disk quota exceeded", StringComparison.Ordinal);

    public static LocalPostgresException At(string directory, Exception e)
        => new(LocalPostgresProblem.DiskFull, $"The disk that holds '{directory}' is full. Make room and try again.", e);
}
