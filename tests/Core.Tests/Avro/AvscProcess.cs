using System.Buffers.Binary;
using System.ComponentModel;
using System.Diagnostics;
using StreamPulse.Testing;

namespace StreamPulse.Core.Tests.Avro;

/// <summary>Runs tests/interop/avro-interop.mjs, which reads and writes Avro with the npm package avsc.</summary>
internal static class AvscProcess
{
    private static readonly Lazy<Task> Installed = new(InstallAsync);

    /// <summary>The folder tests/interop.</summary>
    public static string Folder { get; } = Path.Combine(Repository.Root, "tests", "interop");

    /// <summary>What the script writes to its standard output when given <paramref name="input"/>.</summary>
    public static async Task<byte[]> RunAsync(byte[] input, params string[] arguments)
    {
        await Installed.Value;
        return await StartAsync("node", ["avro-interop.mjs", .. arguments], input);
    }

    /// <summary>Records one after the other, each behind its length in four bytes.</summary>
    public static byte[] JoinDatums(IEnumerable<byte[]> datums)
    {
        var joined = new MemoryStream();
        var length = new byte[sizeof(int)];
        foreach (var datum in datums)
        {
            BinaryPrimitives.WriteInt32BigEndian(length, datum.Length);
            joined.Write(length);
            joined.Write(datum);
        }

        return joined.ToArray();
    }

    /// <summary>The reverse of <see cref="JoinDatums"/>.</summary>
    public static IEnumerable<byte[]> SplitDatums(byte[] joined)
    {
        for (var at = 0; at < joined.Length;)
        {
            var length = BinaryPrimitives.ReadInt32BigEndian(joined.AsSpan(at));
            yield return joined[(at + sizeof(int))..(at + sizeof(int) + length)];
            at += sizeof(int) + length;
        }
    }

    private static async Task InstallAsync()
    {
        if (!File.Exists(Path.Combine(Folder, "node_modules", "avsc", "package.json")))
            await StartAsync(OperatingSystem.IsWindows() ? "npm.cmd" : "npm", ["ci", "--no-audit", "--no-fund"], []);
    }

    private static async Task<byte[]> StartAsync(string program, string[] arguments, byte[] input)
    {
        using var process = new Process
        {
            StartInfo = new ProcessStartInfo(program, arguments)
            {
                WorkingDirectory = Folder,
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            },
        };
        try
        {
            process.Start();
        }
        catch (Win32Exception e)
        {
            throw new InvalidOperationException($"{program} cannot be started; these tests need Node.js 20 or later with npm.", e);
        }

        var output = new MemoryStream();
        var reading = process.StandardOutput.BaseStream.CopyToAsync(output);
        var errors = process.StandardError.ReadToEndAsync();
        await WriteAsync(process, input);
        await reading;
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}:\n{await errors}");
        return output.ToArray();
    }

    private static async Task WriteAsync(Process process, byte[] input)
    {
        try
        {
            await process.StandardInput.BaseStream.WriteAsync(input);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // The process ended early; its exit code and its errors say why.
        }
    }
}
