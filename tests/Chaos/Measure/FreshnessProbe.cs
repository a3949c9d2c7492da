using System.Diagnostics;
using System.Text.Json;

namespace StreamPulse.Chaos.Measure;

/// <summary>
/// Asks for the downloads of the last hour, open windows included, again and again, as a page does, and keeps when an answer was newer than
/// all before.
/// </summary>
internal sealed class FreshnessProbe(Uri address) : IDisposable
{
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(100);

    private readonly HttpClient _client = new(new SocketsHttpHandler { UseProxy = false, ConnectTimeout = TimeSpan.FromSeconds(1) })
    {
        BaseAddress = address,
        Timeout = TimeSpan.FromSeconds(3),
    };
    private long _newestAt = Stopwatch.GetTimestamp();
    private long _watchedLongest;
    private long _longest;
    private long _downloads;

    /// <summary>Most downloads that an answer told of.</summary>
    public long Downloads => Interlocked.Read(ref _downloads);

    public long Answers { get; private set; }

    /// <summary>Answers of another status than 200, and calls without an answer.</summary>
    public long Refusals { get; private set; }

    /// <summary>Answers of 200 without a download although there had been some: an outage shown as an empty result.</summary>
    public long EmptyAnswers { get; private set; }

    /// <summary>Longest time between two answers of which the later one was newer, while events came.</summary>
    public TimeSpan LongestStaleness => Stopwatch.GetElapsedTime(0, Interlocked.Read(ref _longest));

    /// <summary>The same, of answers since <see cref="Watch"/>.</summary>
    public TimeSpan Staleness => Stopwatch.GetElapsedTime(0, Interlocked.Read(ref _watchedLongest));

    /// <summary>A fault begins.</summary>
    public void Watch() => Interlocked.Exchange(ref _watchedLongest, 0);

    /// <summary>Asks until it is stopped.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        using var timer = new PeriodicTimer(Period);
        try
        {
            while (await timer.WaitForNextTickAsync(stop))
                await AskAsync();
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Enough.
        }
    }

    /// <summary>Waits for an answer that tells of more downloads than any before this call.</summary>
    /// <returns>Whether one came in time.</returns>
    public async Task<bool> NewerAsync(TimeSpan patience)
    {
        var before = Downloads;
        var begin = Stopwatch.GetTimestamp();
        while (Downloads <= before)
        {
            if (Stopwatch.GetElapsedTime(begin) > patience)
                return false;
            await Task.Delay(20);
        }

        return true;
    }

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    private async Task AskAsync()
    {
        // The range is named, so that a shifted clock of the server does not choose another one.
        var end = DateTimeOffset.UtcNow.AddMinutes(1).ToString("yyyy-MM-ddTHH:mm:ssZ", System.Globalization.CultureInfo.InvariantCulture);
        try
        {
            using var answer = await _client.GetAsync(new Uri($"/api/stats/realtime?minutes=60&live=true&as_of={end}", UriKind.Relative));
            if (!answer.IsSuccessStatusCode)
            {
                Refusals++;
                return;
            }

            using var body = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
            Take(body.RootElement.GetProperty("total_downloads").GetInt64());
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException or IOException)
        {
            Refusals++;
        }
    }

    private void Take(long downloads)
    {
        Answers++;
        if (downloads == 0 && Downloads > 0)
            EmptyAnswers++;
        if (downloads <= Downloads)
            return;
        var now = Stopwatch.GetTimestamp();
        if (Downloads > 0)
        {
            Interlocked.Exchange(ref _longest, Math.Max(_longest, now - _newestAt));
            Interlocked.Exchange(ref _watchedLongest, Math.Max(_watchedLongest, now - _newestAt));
        }

        _newestAt = now;
        Interlocked.Exchange(ref _downloads, downloads);
    }
}
