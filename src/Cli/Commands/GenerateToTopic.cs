using System.CommandLine;
using System.Globalization;
using StreamPulse.Cli.Output;
using StreamPulse.Generator;
using StreamPulse.Operations.Generate;
using StreamPulse.Hosting;

namespace StreamPulse.Cli.Commands;

/// <summary><c>generate --to kafka</c>: sends events with many in flight, and reports how many were acknowledged.</summary>
internal static class GenerateToTopic
{
    public static async Task<int> RunAsync(
        ParseResult call, StreamPulseOptions options, GeneratorOptions traffic, long? events, bool isPaced,
        CancellationToken cancellationToken)
    {
        var terminal = Terminal.Of(call);
        var producer = await Topics.OpenAsync(options.Kafka, terminal, cancellationToken);
        await using var output = new TopicEventOutput(producer, stopOnProblem: !isPaced);
        var generator = new PacedGenerator(new DownloadGenerator(traffic), output, TimeProvider.System);
        await terminal.ProgressAsync("events", events, progress => SendAsync(progress));
        var delivery = await output.FinishAsync(Topics.BoundOnceCancelled, cancellationToken);
        var sent = delivery.Acknowledged + delivery.NotAcknowledged;
        var isInterrupted = cancellationToken.IsCancellationRequested;
        if (call.GetValue(CommonOptions.Json))
        {
            ResultWriter.WriteJson(new
            {
                topic = options.Kafka.Topic,
                sent,
                delivery.Acknowledged,
                delivery.NotAcknowledged,
                delivery.FirstProblem,
                seed = traffic.Seed,
                start = traffic.StartEventTime,
            });
        }
        else
        {
            ResultWriter.Text(string.Create(
                CultureInfo.InvariantCulture,
                $"{sent:N0} events to topic {options.Kafka.Topic}: {delivery.Acknowledged:N0} acknowledged, "
                + $"{delivery.NotAcknowledged:N0} not."));
        }

        return Topics.Conclude(delivery, isInterrupted);

        async Task<long> SendAsync(IProgress<long> progress)
        {
            try
            {
                return await Task.Run(() => generator.RunAsync(events, isPaced, progress, cancellationToken));
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return 0; // events in flight are awaited and reported below
            }
            catch (DeliveryFailedException)
            {
                return 0; // the report below has the reason
            }
        }
    }
}
