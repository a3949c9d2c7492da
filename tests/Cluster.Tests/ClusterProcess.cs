using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using StreamPulse.Cli.Tests;
using StreamPulse.Testing;

namespace StreamPulse.Cluster.Tests;

/// <summary>The verb <c>cluster</c> as a process, and the processes that it has started.</summary>
internal sealed partial class ClusterProcess : IAsyncDisposable
{
    private readonly CliProcess _verb;

    private ClusterProcess(CliProcess verb, Uri address) => (_verb, Address) = (verb, address);

    public Uri Address { get; }

    public string Error => _verb.Error;

    /// <summary>Ids of all that have run so far: gateway, silos, and those that came after.</summary>
    public IReadOnlyList<int> Children
        => [.. ProcessNumber().Matches(_verb.Output + _verb.Error)
            .Select(static m => int.Parse(m.Groups[1].ValueSpan, CultureInfo.InvariantCulture)).Distinct()];

    /// <summary>Starts it and waits until all of it is ready. Nothing is generated, and partitions become idle soon.</summary>
    public static Task<ClusterProcess> StartAsync(InstanceDirectory instance, int silos, params string[] more)
        => StartOnAsync(instance, silos, port: 0, more);

    /// <summary>The same, with its page on a port.</summary>
    public static async Task<ClusterProcess> StartOnAsync(InstanceDirectory instance, int silos, int port, params string[] more)
    {
        var verb = CliProcess.Start(
            instance.Path, Quick,
            [
                "cluster", "--silos", silos.ToString(CultureInfo.InvariantCulture), "--port", port.ToString(CultureInfo.InvariantCulture),
                "--no-traffic", .. more,
            ]);
        var address = await verb.WaitUpAsync();
        return new ClusterProcess(verb, address);
    }

    /// <summary>Of a silo, as announced.</summary>
    public int ProcessOf(int silo) => int.Parse(
        Regex.Match(
            _verb.Output, string.Create(CultureInfo.InvariantCulture, $@"^  silo {silo}\s+process (\d+),"),
            RegexOptions.Multiline).Groups[1].ValueSpan,
        CultureInfo.InvariantCulture);

    /// <summary>Signals a silo, and waits until the one that takes its place is ready.</summary>
    /// <returns>The process of that one.</returns>
    public async Task<int> ReplaceAsync(int process, string signal)
    {
        var before = Children;
        using (var kill = Process.Start("kill", ["-" + signal, process.ToString(CultureInfo.InvariantCulture)]))
            await kill.WaitForExitAsync();
        await Progress.UntilAsync($"a process in the place of {process}", true, () => Task.FromResult(Children.Count > before.Count));
        return Children.Except(before).Single();
    }

    /// <summary>Waits until the verb has said this.</summary>
    public Task WaitSaidAsync(string text)
        => Progress.UntilAsync(
            $"'{text}' in what the verb says", true, () => Task.FromResult(Error.Contains(text, StringComparison.Ordinal)));

    /// <summary>SIGTERM, and its exit code.</summary>
    public Task<int> StopAsync() => _verb.StopAsync();

    /// <summary>kill -9 to the verb alone.</summary>
    public Task KillAsync() => _verb.KillAsync();

    /// <summary>kill -9 to the others.</summary>
    public void KillChildren()
    {
        foreach (var child in Children.Where(IsRunning))
            Process.GetProcessById(child).Kill();
    }

    /// <summary>Waits until none of the children runs.</summary>
    public Task WaitNoChildAsync()
        => Progress.UntilAsync("children that still run", "", () => Task.FromResult(string.Join(' ', Children.Where(IsRunning))));

    public static bool IsRunning(int process)
    {
        try
        {
            return !Process.GetProcessById(process).HasExited;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _verb.DisposeAsync();
        KillChildren();
    }

    /// <summary>Partitions become idle soon.</summary>
    public static readonly IReadOnlyDictionary<string, string> Quick =
        new Dictionary<string, string> { ["STREAMPULSE_Engine__IdleTimeout"] = "00:00:01" };

    [GeneratedRegex(@"process (\d+)")]
    private static partial Regex ProcessNumber();
}
