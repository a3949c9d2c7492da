using System.CommandLine;
using StreamPulse.Cli.Arguments;
using StreamPulse.Chaos;
using StreamPulse.Chaos.Faults;

var silos = CheckedOption.Number("--silos", "An Orleans cluster of so many silos instead of 'up'.", 0, 16, byDefault: 0);
var ups = CheckedOption.Number("--ups", "So many 'up' that join each other; faults hit the last one.", 1, 8, byDefault: 1);
var kafka = new Option<bool>("--kafka")
{
    Description = "A topic as the log, of a broker in this process that keeps little: up to 100,000 events.",
};
var events = CheckedOption.Number("--events", "Events at least.", 1, 1_000_000_000_000, byDefault: 10_000_000L);
var faults = CheckedOption.Number("--faults", "Faults to do.", 0, 1_000_000, byDefault: 100);
var rate = CheckedOption.Number("--rate", "Events per second.", 1.0, 10_000_000, byDefault: 10_000);
var seed = CheckedOption.Number("--seed", "Another seed, other faults and events.", 0, int.MaxValue, byDefault: 1);
var disk = CheckedOption.Number(
    "--disk-mb", "Size of a file system in memory for the database, which is made full at times; 0 for none. Mounting it needs root.",
    0, 1_000_000, byDefault: Environment.IsPrivilegedProcess ? 16384L : 0);
var only = new Option<string[]>("--only")
{
    Description = "These kinds of faults alone: " + string.Join(", ", FaultCatalog.Keys) + ".",
    AllowMultipleArgumentsPerToken = true,
};
only.AcceptOnlyFromAmong([.. FaultCatalog.Keys]);
var pause = CheckedOption.Number(
    "--pause", "Longest pause between a recovery and the next fault, in seconds.", 0.0, 3_600, byDefault: 4, unit: "seconds");
var restart = CheckedOption.Number("--restart-after", "Seconds that a killed silo stays away.", 0.0, 3_600, byDefault: 1, unit: "seconds");
var json = new Option<bool>("--json") { Description = "The report as JSON." };
var root = new RootCommand(
    "Breaks what the pipeline stands on, and the pipeline, again and again while events flow; then recounts every row. Exit 1 on any "
        + "difference.")
{
    silos, ups, kafka, events, faults, rate, seed, disk, only, pause, restart, json,
};
root.SetAction(async call =>
{
    var directory = Directory.CreateTempSubdirectory("streampulse-chaos-").FullName;
    var options = new ChaosOptions
    {
        Silos = call.GetValue(silos),
        Ups = call.GetValue(ups),
        IsKafka = call.GetValue(kafka),
        Events = call.GetValue(events),
        Faults = call.GetValue(faults),
        Rate = call.GetValue(rate),
        Seed = call.GetValue(seed),
        Only = call.GetValue(only) ?? [],
        LongestPause = TimeSpan.FromSeconds(call.GetValue(pause)),
        RestartAfter = TimeSpan.FromSeconds(call.GetValue(restart)),
        Directory = directory,
        DiskBytes = call.GetValue(disk) * 1024 * 1024,
    };
    if (options.FakeTimeLibrary is null)
        Console.Error.WriteLine("libfaketime is not installed: no clock is shifted.");
    if (options.DiskBytes == 0)
        Console.Error.WriteLine("No file system of its own: no disk is made full.");
    try
    {
        var report = await new ChaosRun(options, Console.Error.WriteLine).RunAsync();
        ReportPrinter.Print(report, call.GetValue(json));
        return report.IsSound ? 0 : 1;
    }
    catch (ChaosException e)
    {
        Console.Error.WriteLine(e.Message);
        return 1;
    }
    finally
    {
        Directory.Delete(directory, recursive: true);
    }
});
var parsed = root.Parse(args);
var code = await parsed.InvokeAsync();
return parsed.Errors.Count > 0 ? 2 : code;
