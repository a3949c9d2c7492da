using System.CommandLine;
using StreamPulse.Cli.Output;
using StreamPulse.Generator;

namespace StreamPulse.Cli.Commands;

/// <summary>Options of the downloads that <c>up</c> and <c>cluster</c> generate while they run.</summary>
internal sealed class TrafficArguments
{
    private readonly Option<bool> _noTraffic = new("--no-traffic")
    {
        Description = "Do not generate downloads; send events with import, generate or POST /api/events.",
    };

    private readonly Option<bool> _traffic = new("--traffic")
    {
        Description = "Generate downloads even if the database is not the private one, or the log is a topic.",
    };

    private readonly Option<double> _rate = GeneratorArguments.RateOption("Generated downloads per second.", 100);

    private readonly GeneratorArguments _generator = new();

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _noTraffic, _traffic, _rate })
            command.Options.Add(option);
        _generator.AddTo(command);
    }

    /// <summary>Reports that the log is full.</summary>
    public static void OnFull(string reason)
        => Terminal.Error(
            $"The log is full; generated events are dropped until there is space on the disk of the data directory. {reason}");

    /// <summary>Refuses options of generated downloads that cannot be used, before anything is started.</summary>
    /// <exception cref="UsageException">An option cannot be used.</exception>
    public void Check(ParseResult call) => Read(call);

    /// <summary>What to generate from now on; null for nothing.</summary>
    /// <param name="isPrivateDatabase">Whether the database is the private one: then downloads are generated unless told otherwise.</param>
    /// <param name="isKafka">Whether the log is a topic.</param>
    /// <param name="isFirst">Whether no pipeline runs on the database yet; one that runs has its events.</param>
    /// <exception cref="UsageException">An option cannot be used.</exception>
    public GeneratorOptions? Read(ParseResult call, bool isPrivateDatabase, bool isKafka, bool isFirst)
    {
        if (!call.GetValue(_traffic) && (!isPrivateDatabase || isKafka || !isFirst || call.GetValue(_noTraffic)))
            return null;
        return Read(call);
    }

    private GeneratorOptions Read(ParseResult call)
    {
        var now = DateTimeOffset.UtcNow;
        return _generator.Read(call, call.GetValue(_rate), now, (ulong)now.ToUnixTimeMilliseconds());
    }
}
