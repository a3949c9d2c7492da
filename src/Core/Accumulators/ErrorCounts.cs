using StreamPulse.Core.Keys;

namespace StreamPulse.Core.Accumulators;

/// <summary>Number of unsuccessful downloads by error_code; the empty code where the event names none.</summary>
public sealed class ErrorCounts
{
    /// <summary>Most different codes kept apart; the rest is counted under <see cref="Other"/>.</summary>
    public const int MaxListed = 100;

    /// <summary>Most different codes of one region in one window of one partition; events beyond become dead letters.</summary>
    public const int MaxDistinct = 10_000;

    /// <summary>The code under which all unlisted codes are summed.</summary>
    public const string Other = "(other)";

    private readonly Dictionary<Utf8Key, long> _counts;

    public ErrorCounts()
        => _counts = new Dictionary<Utf8Key, long>(Utf8KeyComparer.Instance);

    private ErrorCounts(ErrorCounts other)
        => _counts = new Dictionary<Utf8Key, long>(other._counts, Utf8KeyComparer.Instance);

    /// <summary>Count of each code, unordered.</summary>
    public IReadOnlyDictionary<Utf8Key, long> Counts => _counts;

    /// <summary>Whether the code is there or there is room for it.</summary>
    public bool HasRoom(ReadOnlySpan<byte> errorCode)
        => _counts.Count < MaxDistinct || _counts.GetAlternateLookup<ReadOnlySpan<byte>>().ContainsKey(errorCode);

    /// <summary>Counts one event.</summary>
    public void Add(ReadOnlySpan<byte> errorCode)
    {
        var lookup = _counts.GetAlternateLookup<ReadOnlySpan<byte>>();
        System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(lookup, errorCode, out _)++;
    }

    /// <summary>Adds <paramref name="count"/> events.</summary>
    public void Add(Utf8Key errorCode, long count)
        => System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(_counts, errorCode, out _) += count;

    /// <summary>Adds all of <paramref name="other"/>.</summary>
    public void Merge(ErrorCounts other)
    {
        foreach (var (code, count) in other._counts)
            Add(code, count);
    }

    public ErrorCounts Clone() => new(this);

    /// <summary>
    /// The most frequent codes, then the sum of the rest as <see cref="Other"/>; equal numbers in ordinal order of the code.
    /// </summary>
    public IReadOnlyList<KeyValuePair<string, long>> Top()
    {
        var ordered = _counts
            .OrderByDescending(static c => c.Value)
            .ThenBy(static c => c.Key.ToString(), StringComparer.Ordinal)
            .ToList();
        var listed = ordered.Take(MaxListed).Select(static c => KeyValuePair.Create(c.Key.ToString(), c.Value)).ToList();
        if (ordered.Count > MaxListed)
            listed.Add(KeyValuePair.Create(Other, ordered.Skip(MaxListed).Sum(static c => c.Value)));
        return listed;
    }
}
