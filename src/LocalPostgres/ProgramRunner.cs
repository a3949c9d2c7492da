using System.ComponentModel;
using System.Diagnostics;
using System.Text;

namespace StreamPulse.LocalPostgres;

/// <summary>
/// Runs programs to their end. Of this process's environment they get only what programs need to run: a server stays for long and has
/// sessions of its own, and must not hold the secrets of the program that started it. PostgreSQL is set to English and UTC.
/// </summary>
internal static class ProgramRunner
{
    private static readonly string[] Inherited = ["PATH", "HOME", "USER", "LOGNAME", "TMPDIR", "LD_LIBRARY_PATH"];

    /// <summary>Runs <paramref name="command"/> (program, then arguments) and waits for it.</summary>
    /// <param name="input">What it gets on its standard input; null for nothing.</param>
    /// <exception cref="Win32Exception">The program does not exist or may not be run.</exception>
    public static async Task<ProgramResult> RunAsync(
        IReadOnlyList<string> command, CancellationToken cancellationToken, string? input = null)
    {
        using var process = new Process { StartInfo = Describe(command) };
        var output = new StringBuilder();
        process.OutputDataReceived += (_, line) => Append(output, line.Data);
        process.ErrorDataReceived += (_, line) => Append(output, line.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        try
        {
            await WriteAsync(process.StandardInput, input).ConfigureAwait(false);
            await process.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            throw;
        }

        lock (output)
            return new ProgramResult(process.ExitCode, output.ToString());
    }

    private static ProcessStartInfo Describe(IReadOnlyList<string> command)
    {
        var start = new ProcessStartInfo(command[0], command.Skip(1))
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = "/", // one that every account can enter
        };
        foreach (var name in start.Environment.Keys.Except(Inherited).ToList())
            start.Environment.Remove(name);
        start.Environment["LC_ALL"] = "C";
        start.Environment["TZ"] = "UTC";
        return start;
    }

    private static async Task WriteAsync(StreamWriter standardInput, string? input)
    {
        try
        {
            await using (standardInput)
                await standardInput.WriteAsync(input).ConfigureAwait(false);
        }
        catch (IOException)
        {
            // The program has ended; its exit code and output say why.
        }
    }

    private static void Append(StringBuilder output, string? line)
    {
        if (line is null)
            return;
        lock (output)
            output.Append(line).Append('\n');
    }
}
