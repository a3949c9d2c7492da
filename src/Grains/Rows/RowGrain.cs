using StreamPulse.Core.Accumulators;
using StreamPulse.Grains.Interfaces;
using StreamPulse.Pipeline.Rows;

namespace StreamPulse.Grains.Rows;

/// <summary>
/// Hosts the operator that makes the rows of a share of windows. It holds only a cache, so nothing is lost with
/// the grain.
/// </summary>
internal abstract class RowGrain(AccumulatorKind kind, RowOperatorFactory operators) : Grain, IRowGrain
{
    private readonly RowOperator _operator = operators.Create(kind);

    /// <inheritdoc/>
    public async Task<RowVersions[]> WriteAsync(WindowList windows)
    {
        var written = await RowOperatorFactory.WriteAsync(_operator, windows.StartsMs);
        return [.. written.Select(static w => new RowVersions(w.Key, [.. w.Value.Keys], [.. w.Value.Values]))];
    }

    /// <inheritdoc/>
    public Task PrepareAsync(long windowStartMs) => RowOperatorFactory.PrepareAsync(_operator, windowStartMs);
}
