using System.Text.Json;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Options;

namespace StreamPulse.Api.Caching;

/// <summary>Answers as they are sent, computed and written once for all who ask the same at the same time.</summary>
internal sealed class AnswerCache(SingleFlightCache cache, IOptions<ApiOptions> options, IOptions<JsonOptions> json)
{
    private readonly JsonSerializerOptions _json = json.Value.SerializerOptions;

    /// <summary>Of committed rows: given again for <see cref="ApiOptions.StoredAnswerLifetime"/>, and by clients for as long as <see cref="AnswerAge"/> says.</summary>
    /// <param name="key">Names the question with all its parameters.</param>
    /// <param name="isFixed">Its range does not move with the clock.</param>
    /// <param name="isOneOfMany">One of so many pages that keeping them here would be of no use.</param>
    public Task<AnswerResult> StoredAsync<T>(string key, bool isFixed, Func<Task<T>> compute, CancellationToken cancellationToken, bool isOneOfMany = false)
        where T : IAnswer
        => cache.GetAsync(
            key, isOneOfMany ? TimeSpan.Zero : options.Value.StoredAnswerLifetime,
            async () =>
            {
                var answer = await compute().ConfigureAwait(false);
                return new AnswerResult(answer, AnswerAge.OfStored(answer, isFixed, options.Value.StoredAnswerLifetime), _json);
            },
            cancellationToken);

    /// <summary>Of open windows: shared while it is being computed only, and clients have to ask each time.</summary>
    public Task<AnswerResult> FreshAsync<T>(string key, Func<Task<T>> compute, CancellationToken cancellationToken) where T : IAnswer
        => cache.GetAsync(key, TimeSpan.Zero, () => NoLongerThanAskedAsync(compute), cancellationToken);

    /// <summary>Of what people change: given again for a while here, where a change makes another key, but not by clients.</summary>
    public Task<AnswerResult> ChangeableAsync<T>(string key, Func<Task<T>> compute, CancellationToken cancellationToken) where T : IAnswer
        => cache.GetAsync(key, options.Value.StoredAnswerLifetime, () => NoLongerThanAskedAsync(compute), cancellationToken);

    private async Task<AnswerResult> NoLongerThanAskedAsync<T>(Func<Task<T>> compute) where T : IAnswer
        => new(await compute().ConfigureAwait(false), keep: null, _json);
}
