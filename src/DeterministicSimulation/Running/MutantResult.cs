namespace StreamPulse.DeterministicSimulation.Running;

/// <summary>Whether a mutant was caught.</summary>
/// <param name="Seeds">How many seeds it took; null when none of those tried caught it.</param>
/// <param name="Seed">The seed that did.</param>
/// <param name="Difference">The first thing that differed.</param>
public sealed record MutantResult(Mutant Mutant, Subject Subject, int? Seeds, ulong? Seed, string? Difference);
