using StreamPulse.Simulation.Scenarios;

namespace StreamPulse.Simulation.Running;

/// <summary>Whether a mutant was detected.</summary>
/// <param name="Seeds">How many seeds it took; null when none of those tried detected it.</param>
/// <param name="Seed">The seed that did.</param>
/// <param name="Traffic">The kind of scenario that did.</param>
/// <param name="Difference">The first thing that differed.</param>
public sealed record MutantResult(Mutant Mutant, int? Seeds, ulong? Seed, TrafficKind? Traffic, string? Difference);
