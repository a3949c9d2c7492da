using System.Text.Json;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Options;

namespace StreamPulse.Api.Caching;

/// <summary>Serialized responses, computed once for concurrent identical requests.</summary>
internal sealed class AnswerCache(SingleFlightCache cache, IOptions<ApiOptions> options, IOptions<JsonOptions> json)
{
    private readonly JsonSerializerOptions _json = json.Value.SerializerOptions;

    /// <summary>
    /// A response from committed rows: cached here for <see cref="ApiOptions.StoredAnswerLifetime"/>, and by clients as <see
    /// cref="AnswerAge"/>
    /// allows.
    /// </summary>
    /// <param name="key">Identifies the request with all its parameters.</param>
    /// <param name="isFixed">Whether its range does not move with the clock.</param>
    /// <param name="isOneOfMany">Whether it is one of so many pages that caching them here would be useless.</param>
    public Task<AnswerResult> StoredAsync<T>(
        string key, bool isFixed, Func<Task<T>> compute, CancellationToken cancellationToken, bool isOneOfMany = false)
        where T : IAnswer
        => cache.GetAsync(
            key, isOneOfMany ? TimeSpan.Zero : options.Value.StoredAnswerLifetime,
            async () =>
            {
                var answer = await compute().ConfigureAwait(false);
                return new AnswerResult(answer, AnswerAge.OfStored(answer, isFixed, options.Value.StoredAnswerLifetime), _json);
            },
            cancellationToken);

    /// <summary>A response with open windows: shared only while it is being computed, and clients must revalidate it every time.</summary>
    public Task<AnswerResult> FreshAsync<T>(string key, Func<Task<T>> compute, CancellationToken cancellationToken) where T : IAnswer
        => cache.GetAsync(key, TimeSpan.Zero, () => NoLongerThanAskedAsync(compute), cancellationToken);

    /// <summary>A response about data that people change: cached here, because a change changes the key, but not by clients.</summary>
    public Task<AnswerResult> ChangeableAsync<T>(string key, Func<Task<T>> compute, CancellationToken cancellationToken) where T : IAnswer
        => cache.GetAsync(key, options.Value.StoredAnswerLifetime, () => NoLongerThanAskedAsync(compute), cancellationToken);

    private async Task<AnswerResult> NoLongerThanAskedAsync<T>(Func<Task<T>> compute) where T : IAnswer
        => new(await compute().ConfigureAwait(false), keep: null, _json);
}
