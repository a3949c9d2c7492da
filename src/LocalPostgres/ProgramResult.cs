namespace StreamPulse.LocalPostgres;

/// <summary>Result of a program that has ended.</summary>
/// <param name="ExitCode">0 for success.</param>
/// <param name="Output">Standard output and standard error, in the order they came.</param>
internal sealed record ProgramResult(int ExitCode, string Output)
{
    public bool Succeeded => ExitCode == 0;
}
