using StreamPulse.Bench.Events;
using StreamPulse.Core.Avro;
using StreamPulse.Core.Partials;
using StreamPulse.Core.Windows;
using StreamPulse.Generator;

namespace StreamPulse.Bench.Stages;

/// <summary>
/// One partition's aggregator with a set of encoded events that fills one window after another: every <see cref="Fill"/> begins a new one,
/// so that making accumulators for its keys is part of the work, and ten passed ones stay in memory for the allowed lateness.
/// </summary>
internal sealed class WindowFill
{
    private readonly EncodedEvents _events;
    private readonly PartitionAggregator _aggregator;
    private readonly PipelineSettings _settings = new();
    private long _windowStartMs = 1_760_000_040_000;
    private long _offset;

    /// <param name="contents">Contents chosen by Zipf's law; 0 for the simulation's default four.</param>
    public WindowFill(int contents, int eventCount)
    {
        _events = EncodedEvents.Generate(new GeneratorOptions { Contents = contents }, eventCount);
        _aggregator = new PartitionAggregator(0, _settings, new AvroEventDecoder(AvroSchemaSet.Default));
        MoveOn();
    }

    /// <summary>Gives all events the next window.</summary>
    public void MoveOn()
    {
        _windowStartMs += _settings.Windows.SizeMs;
        _events.MoveTo(_windowStartMs, _settings.Windows.SizeMs);
    }

    /// <summary>Adds all events, from Avro bytes to the open window.</summary>
    /// <param name="eventsPerUpdate">
    /// After so many events what changed is taken, which makes the next change of each partial a copy.
    /// </param>
    /// <returns>Number of partials taken.</returns>
    public long Fill(int eventsPerUpdate)
    {
        long partials = 0;
        for (var i = 0; i < _events.Count;)
        {
            var end = Math.Min(i + eventsPerUpdate, _events.Count);
            for (; i < end; i++)
                _aggregator.Add(_offset++, _windowStartMs + _settings.Windows.SizeMs, default, _events[i]);
            partials += _aggregator.TakeUpdate().Changed.Sum(static c => c.Partials.Count);
        }

        return _aggregator.Totals.Counted == _offset ? partials : throw new InvalidOperationException("An event was not counted.");
    }
}
