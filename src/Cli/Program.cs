using System.CommandLine;
using StreamPulse.Cli;
using StreamPulse.Hosting;

if (args.Length == 0)
{
    Console.Out.Write(Help.Short);
    return ExitCodes.Ok;
}

var parsed = CommandLine.Create().Parse(args);
if (parsed.Errors.Count > 0)
{
    foreach (var error in parsed.Errors)
        Console.Error.WriteLine($"streampulse: {error.Message}");
    Console.Error.WriteLine("See ./streampulse --help, or ./streampulse COMMAND --help.");
    return ExitCodes.Usage;
}

return await parsed.InvokeAsync(
    new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = TimeSpan.FromMinutes(1) });
