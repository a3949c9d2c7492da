using System.Globalization;

namespace StreamPulse.Bench.Measure;

/// <summary>Options of a verb: <c>--name number</c>.</summary>
internal sealed class BenchArguments
{
    private readonly Dictionary<string, long> _values = [];

    /// <exception cref="ArgumentException">An option is unknown or has no number.</exception>
    public BenchArguments(ReadOnlySpan<string> arguments, params string[] known)
    {
        for (var i = 0; i < arguments.Length; i += 2)
        {
            if (!known.Contains(arguments[i]))
                throw new ArgumentException($"{arguments[i]} is not an option here; there are {string.Join(", ", known)}.");
            if (i + 1 == arguments.Length
                || !long.TryParse(arguments[i + 1].Replace("_", "", StringComparison.Ordinal), CultureInfo.InvariantCulture, out var value))
            {
                throw new ArgumentException($"{arguments[i]} needs a number.");
            }

            _values[arguments[i]] = value;
        }
    }

    /// <summary>The number given, or the default.</summary>
    public long Get(string name, long otherwise) => _values.GetValueOrDefault(name, otherwise);
}
