using System.CommandLine;
using System.Globalization;
using StreamPulse.Generator;

namespace StreamPulse.Cli.Commands;

/// <summary>Options of the generated downloads, for the commands that generate them.</summary>
internal sealed class GeneratorArguments
{
    private readonly Option<ulong?> _seed = new("--seed") { Description = "Random seed; the same seed and options give the same bytes." };
    private readonly Option<int> _contents = new("--contents")
    {
        Description = "Number of contents, with Zipf-distributed popularity; 0 uses the default four at 50, 30, 15 and 5 %.",
    };

    private readonly Option<double> _zipf = new("--zipf") { Description = "Zipf exponent.", DefaultValueFactory = static _ => 1.0 };
    private readonly Option<int> _users = new("--users") { Description = "Number of users.", DefaultValueFactory = static _ => 100_000 };
    private readonly Option<double> _outOfOrder = new("--out-of-order")
    {
        Description = "Share of events that arrive up to 5 s out of order, 0 to 1.",
    };

    private readonly Option<double> _late = new("--late") { Description = "Share of events that arrive 11 to 30 minutes late, 0 to 1." };

    private readonly Option<string[]> _incident = new("--incident")
    {
        Description = "REGION,FROM,TO,ERROR_RATE: raise a region's error rate; FROM and TO in seconds from the start. Can be repeated.",
        DefaultValueFactory = static _ => [],
    };

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _seed, _contents, _zipf, _users, _outOfOrder, _late, _incident })
            command.Options.Add(option);
    }

    /// <summary>The generator options of the command line.</summary>
    /// <exception cref="UsageException">An incident cannot be parsed.</exception>
    public GeneratorOptions Read(ParseResult call, double eventsPerSecond, DateTimeOffset start, ulong defaultSeed)
        => new()
        {
            Seed = call.GetValue(_seed) ?? defaultSeed,
            EventsPerSecond = eventsPerSecond,
            StartEventTime = start,
            Contents = call.GetValue(_contents),
            ZipfExponent = call.GetValue(_zipf),
            Users = call.GetValue(_users),
            OutOfOrderShare = call.GetValue(_outOfOrder),
            LateShare = call.GetValue(_late),
            Incidents = [.. call.GetValue(_incident)!.Select(ParseIncident)],
        };

    private static Incident ParseIncident(string text)
    {
        var parts = text.Split(',');
        if (parts.Length == 4 && TryNumber(parts[1], out var from) && TryNumber(parts[2], out var to) && TryNumber(parts[3], out var rate))
            return new Incident(parts[0], TimeSpan.FromSeconds(from), TimeSpan.FromSeconds(to), rate);
        throw new UsageException($"--incident {text}: expected REGION,FROM_SECONDS,TO_SECONDS,ERROR_RATE, such as EU-London,60,180,0.3.");
    }

    private static bool TryNumber(string text, out double number)
        => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out number);
}
