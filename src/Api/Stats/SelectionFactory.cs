using Microsoft.Extensions.Options;
using StreamPulse.Core.Results;

namespace StreamPulse.Api.Stats;

/// <summary>Resolves a range to its ends as of now, and reads the open windows before any stored row is read.</summary>
internal sealed class SelectionFactory(ILiveState live, TimeProvider time, IOptions<ApiOptions> options)
{
    /// <exception cref="LiveStateUnavailableException">The open windows were requested and cannot be read.</exception>
    public async Task<WindowSelection> CreateAsync(StatsRange range)
    {
        var asOf = range.AsOf ?? Now();
        var snapshot = range.Live ? await TakeSnapshotAsync().ConfigureAwait(false) : null;
        return new WindowSelection(asOf.AddMinutes(-range.Minutes), asOf, snapshot);
    }

    /// <summary>The same for given ends.</summary>
    /// <exception cref="LiveStateUnavailableException">The open windows were requested and cannot be read.</exception>
    public async Task<WindowSelection> CreateAsync(DateTimeOffset from, DateTimeOffset to, bool live)
        => new(from, to, live ? await TakeSnapshotAsync().ConfigureAwait(false) : null);

    /// <summary>Now, in whole milliseconds.</summary>
    public DateTimeOffset Now() => DateTimeOffset.FromUnixTimeMilliseconds(time.GetUtcNow().ToUnixTimeMilliseconds());

    private async Task<LiveSnapshot> TakeSnapshotAsync()
    {
        using var deadline = new CancellationTokenSource(options.Value.LiveStateTimeout, time);
        try
        {
            return await live.GetAsync(deadline.Token).AsTask().WaitAsync(deadline.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException e) when (deadline.IsCancellationRequested)
        {
            throw new LiveStateUnavailableException("The open windows could not be read in time.", e);
        }
    }
}
