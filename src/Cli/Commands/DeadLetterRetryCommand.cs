using System.CommandLine;
using System.Globalization;
using StreamPulse.Cli.Output;
using StreamPulse.Core.Avro;
using StreamPulse.Log.Kafka.Delivery;
using StreamPulse.Standalone.DeadLetters;
using StreamPulse.Standalone.Hosting;
using StreamPulse.Storage.DeadLetters;
using StreamPulse.Storage.Restore;

namespace StreamPulse.Cli.Commands;

/// <summary><c>dead-letters retry</c>: key and value, untouched, into the log again, none of them twice.</summary>
internal static class DeadLetterRetryCommand
{
    private static readonly Argument<long[]> Ids = new("ID") { Description = "As list shows them.", Arity = ArgumentArity.ZeroOrMore };
    private static readonly Option<string?> Reason = new("--reason") { Description = "All of this reason instead." };
    private static readonly Option<bool> Yes = new("--yes") { Description = "Do not ask." };

    private static readonly Option<bool> Again = new("--again")
    {
        Description = "Also those whose retry was begun and has no known outcome: if it did reach the log, the event is counted twice.",
    };

    public static Command Create()
        => new Command("retry", "Append dead letters to the log again, key and value untouched, after asking. Mend first what they failed for.")
        {
            Ids, Reason, Yes, Again,
        }.Run(RunAsync);

    private static async Task<int> RunAsync(ParseResult call, CancellationToken cancellationToken)
    {
        var (ids, reason) = (call.GetValue(Ids)!, call.GetValue(Reason));
        if ((ids.Length == 0) == (reason is null))
            throw new UsageException("Name either ids or --reason.");
        var selection = new RetrySelection(reason is null ? ids.Distinct().ToList() : null, reason, call.GetValue(Again));
        var terminal = Terminal.Of(call);
        var options = CommonOptions.Load(call);
        await using var session = await DatabaseSession.OpenAsync(options, terminal.Note, cancellationToken);
        await using var log = await EventLogSession.OpenAsync(options, session, null, cancellationToken);
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
        var retry = new DeadLetterRetry(store, TargetOf(producer, log), TimeProvider.System);
        var result = await terminal.ProgressAsync("retry", wanted, progress => Task.Run(() => retry.RunAsync(selection, counts.LastId, progress, cancellationToken)));
        return Conclude(call, result);
    }

    /// <summary>What was read from one log must not be appended to another.</summary>
    private static async Task CheckLogAsync(EventLogSession log, DatabaseSession session, CancellationToken cancellationToken)
    {
        var identity = await log.Log.GetIdentityAsync(cancellationToken);
        await using var connection = await session.DataSource.OpenConnectionAsync(cancellationToken);
        await LogBinding.CheckAsync(connection, identity, cancellationToken);
    }

    private static IRetryTarget TargetOf(TopicProducer? producer, EventLogSession log)
        => producer is null ? new EmbeddedRetryTarget(log.Appender, AvroSchemaSet.Default) : new TopicRetryTarget(producer);

    private static void Explain(RetrySelection selection, RetryCounts counts)
    {
        if (selection.Ids is { } ids && counts.Found < ids.Count)
            Error($"{ids.Count - counts.Found:N0} of {ids.Count:N0} ids are no dead letters (any more).");
        if (counts.Import > 0)
            Error($"{counts.Import:N0} are lines of imported files, not records: mend the file and import what is missing.");
        if (counts.Done > 0)
            Error($"{counts.Done:N0} were appended again before and are not appended once more; one that failed again has a dead letter of its own.");
        if (counts.Started > 0 && !selection.Again)
            Error($"{counts.Started:N0} were begun by a retry that broke off: they may be in the log again or not. --again takes them too, and counts twice what is there.");
        if (counts.Found == 0 && selection.Reason is { } reason)
            Error($"There are none with the reason {reason}.");
    }

    private static bool Ask(long wanted, StandaloneOptions options)
    {
        if (Console.IsInputRedirected)
            throw new UsageException(string.Create(CultureInfo.InvariantCulture, $"{wanted:N0} would be appended again. There is no terminal to ask at; say --yes."));
        Console.Error.Write(string.Create(
            CultureInfo.InvariantCulture, $"Append {wanted:N0} records to {(options.IsKafka ? $"the topic {options.Kafka.Topic}" : "the embedded log")} again? [y/N] "));
        return Console.In.ReadLine()?.Trim() is "y" or "Y" or "yes";
    }

    private static int Conclude(ParseResult call, RetryResult result)
    {
        if (call.GetValue(CommonOptions.Json))
            ResultWriter.WriteJson(result);
        else
            Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{result.Appended:N0} appended again."));
        if (result.Problem is null)
            return ExitCodes.Ok;
        Error($"It broke off. {result.Problem}");
        if (result.Refused > 0)
            Error($"{result.Refused:N0} were refused and are surely not in the log again; the same command takes them.");
        if (result.Unknown > 0)
            Error($"{result.Unknown:N0} may be in the log again or not; only --again takes them.");
        return ExitCodes.Failed;
    }

    private static void Error(FormattableString text) => Terminal.Error(text.ToString(CultureInfo.InvariantCulture));
}
