using System.CommandLine;
using System.Globalization;
using StreamPulse.Cli.Arguments;
using StreamPulse.Cli.Output;
using StreamPulse.Core.Avro;
using StreamPulse.Log.Kafka.Delivery;
using StreamPulse.Operations.DeadLetters;
using StreamPulse.Hosting;
using StreamPulse.Hosting.Schemas;
using StreamPulse.Storage.DeadLetters;
using StreamPulse.Storage.Restore;

namespace StreamPulse.Cli.Commands;

/// <summary><c>dead-letters retry</c>: appends key and value, unchanged, to the log again, none of them twice.</summary>
internal static class DeadLetterRetryCommand
{
    private static readonly Argument<long[]> Ids = new("ID")
    {
        Description = "Ids as printed by list.",
        Arity = ArgumentArity.ZeroOrMore,
        DefaultValueFactory = static _ => [],
        CustomParser = static result => [.. result.Tokens.Select(token => CheckedOption.ParseId(result, token.Value))],
    };

    private static readonly Option<string?> Reason = new("--reason")
    {
        HelpName = "WORD",
        Description = "Retry all with this reason instead.",
    };

    private static readonly Option<bool> Yes = new("--yes") { Description = "Do not ask." };

    private static readonly Option<bool> Again = new("--again")
    {
        Description = "Also retry those of an interrupted retry with unknown outcome; events already in the log are counted twice.",
    };

    public static Command Create()
        => new Command("retry", "Append dead letters to the log again, with unchanged key and value, after asking. Fix their cause first.")
        {
            Ids, Reason, Yes, Again,
        }.Run(RunAsync).WithExamples("dead-letters retry 17 18", "dead-letters retry --reason unknown_schema --yes");

    private static async Task<int> RunAsync(ParseResult call, CancellationToken cancellationToken)
    {
        var (ids, reason) = (call.GetValue(Ids)!, call.GetValue(Reason));
        if ((ids.Length == 0) == (reason is null))
            throw new UsageException("Give either ids or --reason.");
        var selection = new RetrySelection(reason is null ? ids.Distinct().ToList() : null, reason, call.GetValue(Again));
        var terminal = Terminal.Of(call);
        var options = CommonOptions.Load(call);
        await using var session = await DatabaseSession.OpenAsync(options, SessionPurpose.Look, terminal.Note, cancellationToken);
        await using var log = await EventLogSession.OpenAsync(options, session.DataSource, null, cancellationToken);
        await CheckLogAsync(log, session, cancellationToken);
        var store = new DeadLetterRetryStore(session.DataSource);
        await using var hold = await store.TryLockAsync(cancellationToken) ?? throw new RetryBusyException();
        var counts = await store.CountAsync(selection, cancellationToken);
        var wanted = counts.Ready + (selection.Again ? counts.Started : 0);
        Explain(selection, counts);
        if (wanted == 0)
            return counts.Done > 0 && counts.Done == counts.Found ? ExitCodes.Ok : ExitCodes.Failed;
        if (!call.GetValue(Yes) && !Ask(wanted, options))
            return ExitCodes.Failed;
        await using var producer = options.IsKafka ? await Topics.OpenAsync(options.Kafka, terminal, cancellationToken) : null;
        var schemas = await SchemaCatalog.ReadAsync(options.Schemas, session.DataSource, cancellationToken);
        var retry = new DeadLetterRetry(store, TargetOf(producer, log, schemas), TimeProvider.System);
        var result = await terminal.ProgressAsync(
            "retry", wanted, progress => Task.Run(() => retry.RunAsync(selection, counts.LastId, progress, cancellationToken)));
        return Conclude(call, result);
    }

    /// <summary>Records of one log must not be appended to another.</summary>
    private static async Task CheckLogAsync(EventLogSession log, DatabaseSession session, CancellationToken cancellationToken)
    {
        var identity = await log.Log.GetIdentityAsync(cancellationToken);
        await using var connection = await session.DataSource.OpenConnectionAsync(cancellationToken);
        await LogBinding.CheckAsync(connection, identity, cancellationToken);
    }

    private static IRetryTarget TargetOf(TopicProducer? producer, EventLogSession log, AvroSchemaSet schemas)
        => producer is null ? new EmbeddedRetryTarget(log.Appender, schemas) : new TopicRetryTarget(producer);

    private static void Explain(RetrySelection selection, RetryCounts counts)
    {
        if (selection.Ids is { } ids && counts.Found < ids.Count)
            Error($"{ids.Count - counts.Found:N0} of {ids.Count:N0} ids are not dead letters, or no longer stored.");
        if (counts.Import > 0)
            Error($"{counts.Import:N0} are lines of imported files, not records of the log: fix the file and import what is missing.");
        if (counts.Done > 0)
            Error($"{counts.Done:N0} were retried before and are skipped; one that failed again has its own dead letter.");
        if (counts.Started > 0 && !selection.Again)
        {
            Terminal.Error(string.Create(
                CultureInfo.InvariantCulture,
                $"{counts.Started:N0} belong to an interrupted retry: they may or may not be in the log. "
                + $"--again retries them; those already in the log are counted twice."));
        }

        if (counts.Found == 0 && selection.Reason is { } reason)
            Error($"There are no dead letters with the reason {reason}.");
    }

    private static bool Ask(long wanted, StreamPulseOptions options)
    {
        if (Console.IsInputRedirected)
        {
            throw new UsageException(FormattableString.Invariant(
                $"{wanted:N0} would be appended again. There is no terminal to ask; pass --yes."));
        }

        Terminal.Ask(string.Create(
            CultureInfo.InvariantCulture,
            $"Append {wanted:N0} records to {(options.IsKafka ? $"the topic {options.Kafka.Topic}" : "the embedded log")} again? [y/N] "));
        return Console.In.ReadLine()?.Trim() is "y" or "Y" or "yes";
    }

    private static int Conclude(ParseResult call, RetryResult result)
    {
        if (call.GetValue(CommonOptions.Json))
            ResultWriter.WriteJson(result);
        else
            ResultWriter.Text(string.Create(CultureInfo.InvariantCulture, $"{result.Appended:N0} appended again."));
        if (result.Problem is null)
            return ExitCodes.Ok;
        Error($"Interrupted. {result.Problem}");
        if (result.Refused > 0)
            Error($"{result.Refused:N0} were refused and are not in the log again; run the same command to retry them.");
        if (result.Unknown > 0)
            Error($"{result.Unknown:N0} may or may not be in the log; use --again to retry them.");
        return ExitCodes.Failed;
    }

    private static void Error(FormattableString text) => Terminal.Error(text.ToString(CultureInfo.InvariantCulture));
}
