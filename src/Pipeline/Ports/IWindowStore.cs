using StreamPulse.Core.Results;

namespace StreamPulse.Pipeline.Ports;

/// <summary>The store as the closing of windows sees it.</summary>
public interface IWindowStore
{
    /// <summary>The state of closing.</summary>
    /// <exception cref="StoreUnavailableException">The store cannot be reached.</exception>
    Task<StoredClosing> LoadAsync(CancellationToken cancellationToken);

    /// <summary>Rows of region_health, by window, as far as the alert rules need them.</summary>
    /// <exception cref="StoreUnavailableException">The store cannot be reached.</exception>
    Task<ILookup<long, RegionWindowRow>> LoadRegionsAsync(IReadOnlyCollection<long> windowStartsMs, CancellationToken cancellationToken);

    /// <summary>What the alert rules remember.</summary>
    /// <exception cref="StoreUnavailableException">The store cannot be reached.</exception>
    Task<StoredDetectors> LoadDetectorsAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Closes windows whose rows include everything that is committed, with the results of the alert rules and the watermark, in one
    /// transaction.
    /// </summary>
    /// <exception cref="StoreUnavailableException">Whether they are closed is not known; load again.</exception>
    /// <exception cref="FencedException">
    /// One of the windows is closed already, its rows lack something, they were written again after the rules were evaluated, or
    /// another closing was stored since: another process closes windows too. Load again.
    /// </exception>
    /// <param name="setBacks"><see cref="StoredClosing.SetBacks"/> as loaded; where it is another one now, the watermark stays.</param>
    Task CloseAsync(
        IReadOnlyList<WindowRange> windows, Judgement judgement, long watermarkMs, long setBacks, CancellationToken cancellationToken);

    /// <summary>Stores the merged watermark; an earlier one changes nothing.</summary>
    /// <returns>False where an operator has set it back since it was loaded; then it stays. Load again.</returns>
    /// <exception cref="StoreUnavailableException">The store cannot be reached.</exception>
    Task<bool> SaveWatermarkAsync(long watermarkMs, long setBacks, CancellationToken cancellationToken);

    /// <summary>Windows that closed before a time and are not retired, ascending.</summary>
    /// <exception cref="StoreUnavailableException">The store cannot be reached.</exception>
    Task<IReadOnlyList<long>> ListClosedBeforeAsync(DateTimeOffset closedBefore, CancellationToken cancellationToken);

    /// <summary>
    /// Retires windows: their partials are deleted, their rows stay, and later events of them are late. Windows whose rows lack something
    /// that is committed are left for later.
    /// </summary>
    /// <returns>Those that are retired now.</returns>
    /// <exception cref="StoreUnavailableException">The store cannot be reached.</exception>
    Task<IReadOnlyList<long>> RetireAsync(IReadOnlyCollection<long> windowStartsMs, CancellationToken cancellationToken);
}

/// <summary>What the alert rules remember.</summary>
/// <param name="Closings">How many closings were stored.</param>
/// <param name="States">JSON by region, after the last of them.</param>
public sealed record StoredDetectors(long Closings, IReadOnlyDictionary<string, string> States);

/// <summary>The stored state of closing.</summary>
/// <param name="WatermarkMs">Merged watermark at the last closing, or <see cref="Core.Windows.Watermark.None"/>.</param>
/// <param name="Windows">Windows that are not retired.</param>
/// <param name="Retired">Starts of those that are.</param>
/// <param name="SetBacks">How often an operator has set the watermark back.</param>
/// <param name="NowMs">The clock of the store when it was read, milliseconds since the Unix epoch.</param>
public sealed record StoredClosing(
    long WatermarkMs, IReadOnlyList<StoredWindowState> Windows, IReadOnlyCollection<long> Retired, long NowMs, long SetBacks = 0);

/// <summary>One window that is not retired.</summary>
/// <param name="Committed">Versions by partition.</param>
/// <param name="Written">
/// For each <see cref="Core.Accumulators.AccumulatorKind"/>, the versions by partition that its rows are made from.
/// </param>
public sealed record StoredWindowState(
    long WindowStartMs, bool IsClosed, IReadOnlyDictionary<int, int> Committed, IReadOnlyList<IReadOnlyDictionary<int, int>> Written);
