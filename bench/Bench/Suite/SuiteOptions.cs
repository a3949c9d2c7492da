using System.Globalization;

namespace StreamPulse.Bench.Suite;

/// <summary>Options of the suite.</summary>
/// <param name="Quick">Fewer and shorter runs.</param>
/// <param name="Only">Sets to run; empty for all.</param>
/// <param name="Results">Directory of the JSON files.</param>
/// <param name="Limit">Longest that one run may take.</param>
internal sealed record SuiteOptions(bool Quick, IReadOnlyList<string> Only, string Results, TimeSpan Limit)
{
    /// <summary>The longest run takes half of it on two processors.</summary>
    private static readonly TimeSpan DefaultLimit = TimeSpan.FromMinutes(6);

    /// <param name="root">
    /// The repository: bench/results in it holds what docs/BENCHMARKS.md is made of, and a quick run stays out of it.
    /// </param>
    /// <exception cref="ArgumentException">An option or a set is unknown.</exception>
    public static SuiteOptions Parse(IReadOnlyList<string> arguments, IReadOnlyCollection<string> sets, string root)
    {
        var quick = arguments.Contains("--quick");
        string[] only = [];
        string? results = null;
        var limit = DefaultLimit;
        for (var i = 0; i < arguments.Count; i++)
        {
            switch (arguments[i])
            {
                case "--quick":
                    break;
                case "--only" when i + 1 < arguments.Count:
                    only = arguments[++i].Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
                    break;
                case "--results" when i + 1 < arguments.Count:
                    results = arguments[++i];
                    break;
                case "--limit" when i + 1 < arguments.Count && int.TryParse(arguments[i + 1], CultureInfo.InvariantCulture, out var seconds)
                    && seconds > 0:
                    limit = TimeSpan.FromSeconds(seconds);
                    i++;
                    break;
                default:
                    throw new ArgumentException($"{arguments[i]} is not an option here, or lacks its value; there are --quick, --only "
                        + "SET,SET, --results DIRECTORY and --limit SECONDS.");
            }
        }

        if (only.FirstOrDefault(set => !sets.Contains(set)) is { } unknown)
            throw new ArgumentException($"{unknown} is not a set; there are {string.Join(", ", sets)}.");
        return new SuiteOptions(
            quick, only, Path.GetFullPath(results ?? Path.Combine(root, quick ? "artifacts/bench-quick" : "bench/results")), limit);
    }
}
