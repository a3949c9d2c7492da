using System.Diagnostics;

namespace StreamPulse.Cli.Tests;

/// <summary>Programs that run in Node.js.</summary>
internal static class NodeProcess
{
    /// <summary>Runs one to its end, at most for two minutes.</summary>
    /// <param name="environment">Variables for it alone.</param>
    /// <returns>Its exit code and output, with its standard error where the exit code is not 0.</returns>
    public static async Task<(int Code, string Output)> RunAsync(
        string directory, string[] arguments, params (string Name, string Value)[] environment)
    {
        using var process = new Process
        {
            StartInfo = new ProcessStartInfo("node", arguments)
            {
                WorkingDirectory = directory,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            },
        };
        foreach (var (name, value) in environment)
            process.StartInfo.Environment[name] = value;
        process.Start();
        var error = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        await process.WaitForExitAsync(deadline.Token);
        return (process.ExitCode, process.ExitCode == 0 ? output : output + await error);
    }
}
