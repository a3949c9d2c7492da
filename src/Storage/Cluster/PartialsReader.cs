using Npgsql;
using StreamPulse.Core.Accumulators;
using StreamPulse.Core.Keys;
using StreamPulse.Pipeline.Ports;
using StreamPulse.Storage.Commits;

namespace StreamPulse.Storage.Cluster;

/// <summary>
/// Reads segments of partials back: of several with the same key the latest counts. Version = number of the latest segment + 1.
/// </summary>
internal static class PartialsReader
{
    /// <summary>By window.</summary>
    /// <param name="command">Selects window_start, segment, payload, ordered by the first two.</param>
    public static async Task<List<StoredWindow>> ReadAsync(
        NpgsqlCommand command, Utf8KeyInterner interner, CancellationToken cancellationToken)
    {
        var loaded = new SortedDictionary<long, (int Version, Dictionary<(AccumulatorKind, Utf8Key), DownloadAccumulator> Latest)>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            var start = UnixTime.ToMilliseconds(reader.GetDateTime(0));
            var latest = loaded.TryGetValue(start, out var known) ? known.Latest : [];
            foreach (var partial in SegmentCodec.Decode(reader.GetFieldValue<byte[]>(2), interner))
                latest[(partial.Kind, partial.Key)] = partial;
            loaded[start] = (reader.GetInt32(1) + 1, latest);
        }

        return [.. loaded.Select(static l => new StoredWindow(l.Key, l.Value.Version, [.. l.Value.Latest.Values]))];
    }
}
