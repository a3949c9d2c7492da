using System.CommandLine;
using System.Globalization;
using StreamPulse.Cli.Arguments;
using StreamPulse.Generator;

namespace StreamPulse.Cli.Commands;

/// <summary>Options of the generated downloads, for the commands that generate them.</summary>
internal sealed class GeneratorArguments
{
    private readonly Option<ulong?> _seed = CheckedOption.Number(
        "--seed", "Random seed; the same seed and options give the same bytes.", ulong.MinValue, ulong.MaxValue);

    private readonly Option<int> _contents = CheckedOption.Number(
        "--contents", "Number of contents, with Zipf-distributed popularity; 0 uses the default four at 50, 30, 15 and 5 %.",
        0, GeneratorOptionsValidator.MaxContents, byDefault: 0);

    private readonly Option<double> _zipf = CheckedOption.Number(
        "--zipf", "Zipf exponent.", 0, GeneratorOptionsValidator.MaxZipfExponent, byDefault: 1.0);

    private readonly Option<int> _users = CheckedOption.Number("--users", "Number of users.", 1, int.MaxValue, byDefault: 100_000);
    private readonly Option<double> _outOfOrder = CheckedOption.Number(
        "--out-of-order", "Share of events that arrive up to 5 s out of order, 0 to 1.", 0.0, 1, byDefault: 0);

    private readonly Option<double> _late = CheckedOption.Number(
        "--late", "Share of events that arrive 11 to 30 minutes late, 0 to 1.", 0.0, 1, byDefault: 0);

    private readonly Option<string[]> _incident = new("--incident")
    {
        HelpName = "INCIDENT",
        Description = "REGION,FROM,TO,ERROR_RATE: raise a region's error rate; FROM and TO in seconds from the start. Can be repeated.",
        DefaultValueFactory = static _ => [],
    };

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _seed, _contents, _zipf, _users, _outOfOrder, _late, _incident })
            command.Options.Add(option);
    }

    /// <summary>The option of the number of events a second.</summary>
    public static Option<double> RateOption(string description, double byDefault)
        => CheckedOption.Number(
            "--rate", description, GeneratorOptionsValidator.MinEventsPerSecond, GeneratorOptionsValidator.MaxEventsPerSecond, byDefault);

    /// <summary>The generator options of the command line.</summary>
    /// <exception cref="UsageException">An incident cannot be parsed, or options cannot be used together.</exception>
    public GeneratorOptions Read(ParseResult call, double eventsPerSecond, DateTimeOffset start, ulong defaultSeed)
    {
        var options = new GeneratorOptions
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
        try
        {
            GeneratorOptionsValidator.Validate(options);
            return options;
        }
        catch (GeneratorOptionsException e)
        {
            var (value, allowed) = (e.Value, e.Allowed);
            throw new UsageException(e.Key switch
            {
                "LateShare" => FormattableString.Invariant($"--late is {value}; allowed are 0 to 1 less --out-of-order."),
                _ when e.Key.StartsWith("Incidents[", StringComparison.Ordinal) =>
                    FormattableString.Invariant($"--incident: {e.Key.Split('.')[^1]} is {value}; allowed is {allowed}."),
                _ => e.Message,
            });
        }
    }

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
