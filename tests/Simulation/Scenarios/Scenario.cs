using StreamPulse.Core.Windows;
using StreamPulse.Pipeline;
using StreamPulse.Simulation.Log;

namespace StreamPulse.Simulation.Scenarios;

/// <summary>What a run is about, before anything goes wrong: settings, and what is appended when.</summary>
/// <param name="Length">How long records come and faults happen.</param>
/// <param name="Appends">What is appended, in order of time.</param>
internal sealed record Scenario(
    TrafficKind Traffic, TimeSpan Length, PipelineSettings Settings, PipelineOptions Options, IReadOnlyList<Append> Appends)
{
    /// <summary>When the clock of log and store is wrong; null for never.</summary>
    public ClockFault? ClockFault { get; init; }
}

/// <summary>One record on its way into the log.</summary>
/// <param name="SkipsOffset">Whether the offset before it stays without a record.</param>
/// <param name="Seals">Whether it is the last one of its partition for good.</param>
internal sealed record Append(TimeSpan At, SimulatedRecord Record, bool SkipsOffset, bool Seals);
