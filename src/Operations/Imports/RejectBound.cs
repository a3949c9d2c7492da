using System.Globalization;
using StreamPulse.Import;

namespace StreamPulse.Operations.Imports;

/// <summary>
/// Which rejected lines of a file are kept: the first ones, up to a number and 64 MiB of text. A packed file of some kilobytes can have
/// millions of them. The others are counted by reason. The same lines give the same answers, so an import that resumes keeps the same ones.
/// </summary>
/// <param name="maxKept">Lines that are kept at most.</param>
public sealed class RejectBound(long maxKept)
{
    /// <summary>Lines that are kept unless a caller says otherwise.</summary>
    public const long DefaultKept = 10_000;

    /// <summary>Reason of what says how many were not kept.</summary>
    public const string Reason = "more_rejects";

    private const long MaxBytes = 64L * 1024 * 1024;

    private readonly SortedDictionary<string, long> _restByReason = new(StringComparer.Ordinal);
    private long _kept;
    private long _bytes;

    /// <summary>Lines that are not kept, so far.</summary>
    public long Rest { get; private set; }

    /// <summary>The same by their reason.</summary>
    public IReadOnlyDictionary<string, long> RestByReason => _restByReason;

    /// <summary>How many were not kept, for people.</summary>
    public string Detail
        => string.Create(CultureInfo.InvariantCulture, $"{Rest} more lines were rejected and are not kept: ")
            + string.Join(", ", _restByReason.Select(static r => string.Create(CultureInfo.InvariantCulture, $"{r.Value} {r.Key}")))
            + string.Create(CultureInfo.InvariantCulture, $". The first {_kept} rejected lines are kept.");

    /// <summary>Counts the next rejected line.</summary>
    /// <returns>Whether it is kept.</returns>
    public bool Keep(ImportReject reject)
    {
        if (Rest == 0 && _kept < maxKept && _bytes + reject.Raw.Length <= MaxBytes)
        {
            _kept++;
            _bytes += reject.Raw.Length;
            return true;
        }

        Rest++;
        _restByReason[reject.Reason] = _restByReason.GetValueOrDefault(reject.Reason) + 1;
        return false;
    }
}
