using System.CommandLine;
using StreamPulse.Chaos;
using StreamPulse.Chaos.Faults;

var silos = new Option<int>("--silos") { Description = "An Orleans cluster of so many silos instead of 'up'." };
var ups = new Option<int>("--ups")
{
    Description = "So many 'up' that join each other, 1 to 8; faults hit the last one.",
    DefaultValueFactory = static _ => 1,
};
var kafka = new Option<bool>("--kafka")
{
    Description = "A topic as the log, of a broker in this process that keeps little: up to 100,000 events.",
};
var events = new Option<long>("--events") { Description = "Events at least.", DefaultValueFactory = static _ => 10_000_000 };
var faults = new Option<int>("--faults") { Description = "Faults to do.", DefaultValueFactory = static _ => 100 };
var rate = new Option<double>("--rate") { Description = "Events per second.", DefaultValueFactory = static _ => 10_000 };
var seed = new Option<int>("--seed") { Description = "Another seed, other faults and events.", DefaultValueFactory = static _ => 1 };
var disk = new Option<long>("--disk-mb")
{
    Description = "Size of a file system in memory for the database, which is made full at times; 0 for none. Mounting it needs root.",
    DefaultValueFactory = static _ => Environment.IsPrivilegedProcess ? 16384 : 0,
};
var only = new Option<string[]>("--only")
{
    Description = "These kinds of faults alone: " + string.Join(", ", FaultCatalog.Keys) + ".",
    AllowMultipleArgumentsPerToken = true,
};
only.AcceptOnlyFromAmong([.. FaultCatalog.Keys]);
ups.Validators.Add(static result =>
{
    if (result.GetValueOrDefault<int>() is not (>= 1 and <= 8))
        result.AddError("--ups: allowed are 1 to 8.");
});
var pause = new Option<double>("--pause")
{
    Description = "Longest pause between a recovery and the next fault, in seconds.",
    DefaultValueFactory = static _ => 4,
};
var restart = new Option<double>("--restart-after")
{
    Description = "Seconds that a killed silo stays away.",
    DefaultValueFactory = static _ => 1,
};
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
return await root.Parse(args).InvokeAsync();
