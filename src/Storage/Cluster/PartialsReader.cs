using Npgsql;
using StreamPulse.Core.Accumulators;
using StreamPulse.Core.Keys;
using StreamPulse.Pipeline.Ports;
using StreamPulse.Storage.Commits;

namespace StreamPulse.Storage.Cluster;

/// <summary>
/// Reads segments of partials: of several with the same key the latest counts. The version is the number of the latest segment + 1.
/// </summary>
internal static class PartialsReader
{
    /// <summary>Each window of each partition.</summary>
    /// <param name="command">Selects partition, window_start, segment, payload; segments of a window in ascending order.</param>
    public static async Task<List<(int Partition, StoredWindow Window)>> ReadAsync(
        NpgsqlCommand command, Utf8KeyInterner interner, CancellationToken cancellationToken)
    {
        var loaded = new Dictionary<(int, long), (int Version, Dictionary<(AccumulatorKind, Utf8Key), DownloadAccumulator> Latest)>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            var at = (reader.GetInt32(0), UnixTime.ToMilliseconds(reader.GetDateTime(1)));
            var latest = loaded.TryGetValue(at, out var known) ? known.Latest : [];
            foreach (var partial in SegmentCodec.Decode(reader.GetFieldValue<byte[]>(3), interner))
                latest[(partial.Kind, partial.Key)] = partial;
            loaded[at] = (reader.GetInt32(2) + 1, latest);
        }

        return [.. loaded.Select(static l => (l.Key.Item1, new StoredWindow(l.Key.Item2, l.Value.Version, [.. l.Value.Latest.Values])))];
    }
}
