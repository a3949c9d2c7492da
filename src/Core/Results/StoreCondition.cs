namespace StreamPulse.Core.Results;

/// <summary>What the store knows of clocks.</summary>
/// <param name="Now">Its own clock.</param>
/// <param name="Watermark">The merged watermark; null before the first.</param>
/// <param name="RetentionRefusal">Why retention deletes nothing, for operators; null where it may.</param>
public sealed record StoreCondition(DateTimeOffset Now, DateTimeOffset? Watermark, string? RetentionRefusal)
{
    /// <summary>How far the watermark may be ahead without a word.</summary>
    private static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(10);

    /// <summary>What is wrong, one sentence or two each; empty when all is well.</summary>
    public IReadOnlyList<string> Warnings()
    {
        var warnings = new List<string>();
        if (Watermark is { } watermark && watermark - Now > Tolerance)
        {
            warnings.Add(FormattableString.Invariant(
                $"The watermark is {watermark - Now:d\\.hh\\:mm\\:ss} ahead of the clock of the database: a clock was ahead. Answers are ")
                + "not complete until the watermark is set back: ./streampulse clock --set-back");
        }

        if (RetentionRefusal is not null)
            warnings.Add($"Retention deletes nothing. {RetentionRefusal}");
        return warnings;
    }
}
