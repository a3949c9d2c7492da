namespace StreamPulse.Grains.Calls;

/// <summary>
/// Signals that a silo has died. Orleans fails the calls that this silo had sent to it; a call that another silo had forwarded there would
/// only end at the response timeout. A caller that waits by <see cref="CallTimeout"/> repeats it at once.
/// </summary>
internal sealed class SiloFailures(IClusterMembershipService membership) : ILifecycleParticipant<ISiloLifecycle>, IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private CancellationTokenSource _next = new();
    private Task _watching = Task.CompletedTask;

    /// <summary>Cancelled when the next silo dies.</summary>
    public CancellationToken Next => Volatile.Read(ref _next).Token;

    /// <summary>Watches from before the first grain until after the last one.</summary>
    public void Participate(ISiloLifecycle lifecycle)
        => lifecycle.Subscribe(nameof(SiloFailures), ServiceLifecycleStage.RuntimeServices, Start, StopAsync);

    /// <inheritdoc/>
    public void Dispose() => _stop.Dispose();

    private Task Start(CancellationToken cancellationToken)
    {
        _watching = WatchAsync(_stop.Token);
        return Task.CompletedTask;
    }

    private async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stop.CancelAsync();
        await _watching.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task WatchAsync(CancellationToken cancellationToken)
    {
        var alive = new HashSet<SiloAddress>();
        await foreach (var snapshot in membership.MembershipUpdates.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            var now = snapshot.Members.Values.Where(static m => m.Status != SiloStatus.Dead).Select(static m => m.SiloAddress).ToHashSet();
            if (!alive.IsSubsetOf(now))
                // not disposed: its token is in use
                await Interlocked.Exchange(ref _next, new CancellationTokenSource()).CancelAsync().ConfigureAwait(false);
            alive = now;
        }
    }
}
