using Npgsql;
using NpgsqlTypes;
using StreamPulse.Core.Windows;
using StreamPulse.Storage.Recount;

namespace StreamPulse.Verify;

/// <summary>Writes a plan into the temporary tables that the statements read.</summary>
internal static class PlanLoader
{
    public static async Task LoadAsync(RecountPlan plan, NpgsqlConnection target, CancellationToken cancellationToken)
    {
        await using (var copy = await target.BeginBinaryImportAsync("COPY prefix_starts FROM STDIN (FORMAT BINARY)", cancellationToken))
        {
            foreach (var start in plan.Starts)
            {
                await copy.StartRowAsync(cancellationToken);
                await copy.WriteAsync(start.Partition, NpgsqlDbType.Integer, cancellationToken);
                await WriteAsync(copy, start.Offset, cancellationToken);
                await WriteAsync(copy, start.MaxBoundedTimeMs == Watermark.None ? null : start.MaxBoundedTimeMs, cancellationToken);
                await WriteAsync(copy, start.BoundedFromOffset, cancellationToken);
                var totals = start.Totals;
                foreach (var count in new[] { totals?.Counted, totals?.Late, totals?.DeadLettered, totals?.Absent, totals?.Missing })
                    await WriteAsync(copy, count, cancellationToken);
            }

            await copy.CompleteAsync(cancellationToken);
        }

        await using (var setBacks = await target.BeginBinaryImportAsync("COPY set_backs FROM STDIN (FORMAT BINARY)", cancellationToken))
        {
            foreach (var (partition, setBack) in plan.Starts.SelectMany(static s => s.SetBacks.Select(b => (s.Partition, b))))
            {
                await setBacks.StartRowAsync(cancellationToken);
                await setBacks.WriteAsync(partition, NpgsqlDbType.Integer, cancellationToken);
                await WriteAsync(setBacks, setBack.Offset, cancellationToken);
                await WriteAsync(setBacks, setBack.TimeMs, cancellationToken);
            }

            await setBacks.CompleteAsync(cancellationToken);
        }

        await using var spans = await target.BeginBinaryImportAsync("COPY left_out FROM STDIN (FORMAT BINARY)", cancellationToken);
        foreach (var span in plan.LeftOut)
        {
            await spans.StartRowAsync(cancellationToken);
            await spans.WriteAsync(span.Reason == LeftOutReason.Gap, NpgsqlDbType.Boolean, cancellationToken);
            await WriteAsync(spans, span.FromMs, cancellationToken);
            await WriteAsync(spans, span.ToMs, cancellationToken);
        }

        await spans.CompleteAsync(cancellationToken);
    }

    private static Task WriteAsync(NpgsqlBinaryImporter copy, long? value, CancellationToken cancellationToken)
        => value is { } number ? copy.WriteAsync(number, NpgsqlDbType.Bigint, cancellationToken) : copy.WriteNullAsync(cancellationToken);
}
