using System.Diagnostics;

namespace StreamPulse.Build.Tests;

/// <summary>A program that is run to its end.</summary>
internal sealed record Shell(int Code, string Output, string Error)
{
    /// <param name="directory">Where it runs.</param>
    /// <param name="environment">Variables set on top of this process's; null removes one.</param>
    /// <param name="program">The program and its arguments.</param>
    public static async Task<Shell> RunAsync(string directory, IReadOnlyDictionary<string, string?> environment, params string[] program)
    {
        var start = new ProcessStartInfo(program[0], program[1..])
        {
            WorkingDirectory = directory,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        await process.WaitForExitAsync(deadline.Token);
        return new Shell(process.ExitCode, await output, await error);
    }
}
