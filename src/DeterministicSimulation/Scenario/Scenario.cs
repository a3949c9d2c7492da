using StreamPulse.Core.Windows;
using StreamPulse.DeterministicSimulation.Log;
using StreamPulse.Standalone.Engine;

namespace StreamPulse.DeterministicSimulation.Scenario;

/// <summary>What a seed is about, before anything goes wrong: settings, and what is appended when.</summary>
/// <param name="IsSteady">
/// Every partition has records all the time, none of them late, so a window closes once and for good: its rows are never revised and its
/// alerts are those of the whole log, whatever faults there are. Other seeds have idle partitions, late events and partitions that come and
/// go.
/// </param>
/// <param name="Length">How long records come and faults happen.</param>
/// <param name="Appends">What is appended, in order of time.</param>
internal sealed record Scenario(
    bool IsSteady, TimeSpan Length, PipelineSettings Settings, EngineOptions Options, IReadOnlyList<Append> Appends);

/// <summary>One record on its way into the log.</summary>
/// <param name="SkipsOffset">Whether the offset before it stays without a record.</param>
/// <param name="Seals">Whether it is the last one of its partition for good.</param>
internal sealed record Append(TimeSpan At, SimulatedRecord Record, bool SkipsOffset, bool Seals);
