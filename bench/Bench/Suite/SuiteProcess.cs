using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace StreamPulse.Bench.Suite;

/// <summary>A verb as a process in a session of its own, so that all its child processes can be ended when it fails.</summary>
internal static class SuiteProcess
{
    private static readonly TimeSpan ToTidyUp = TimeSpan.FromSeconds(20);

    /// <summary>Runs it; its output goes where this program's goes.</summary>
    /// <returns>Null when it went well, otherwise what went wrong.</returns>
    public static async Task<string?> RunAsync(SuiteRun run, bool quick, string jsonFile, TimeSpan limit)
    {
        string[] command = ["--wait", Environment.ProcessPath!, typeof(SuiteProcess).Assembly.Location, run.Verb,
            .. run.ArgumentsFor(quick), "--json", jsonFile];
        using var process = Process.Start(new ProcessStartInfo("setsid", command))
            ?? throw new InvalidOperationException("The verb did not start.");
        using var forward = PosixSignalRegistration.Create(PosixSignal.SIGTERM, _ => Signal("-TERM", process.Id));
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, _ => Signal("-TERM", process.Id));
        using var ended = new CancellationTokenSource(limit);
        string? failure = null;
        try
        {
            await process.WaitForExitAsync(ended.Token);
        }
        catch (OperationCanceledException)
        {
            failure = $"not finished after {limit.TotalSeconds:F0} s";
            Signal("-TERM", process.Id);
            using var tidied = new CancellationTokenSource(ToTidyUp);
            await process.WaitForExitAsync(tidied.Token).ContinueWith(static _ => { }, TaskScheduler.Default);
        }

        failure ??= process.ExitCode == 0 ? File.Exists(jsonFile) ? null : "no result was written" : $"exit code {process.ExitCode}";
        if (failure is not null)
            Signal("-KILL", -process.Id);
        return failure;
    }

    private static void Signal(string signal, int id)
    {
        using var kill = Process.Start(
            new ProcessStartInfo("kill", [signal, "--", id.ToString(CultureInfo.InvariantCulture)]) { RedirectStandardError = true });
        kill?.WaitForExit();
    }
}
