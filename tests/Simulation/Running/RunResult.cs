using StreamPulse.Simulation.Scenarios;

namespace StreamPulse.Simulation.Running;

/// <summary>What came of one run.</summary>
/// <param name="TraceHash">Hash over every step and every line of the trace; equal for two runs of the same seed.</param>
/// <param name="Records">Records that the log held in the end.</param>
/// <param name="Rows">Rows that were compared in the end.</param>
/// <param name="Checks">How often the whole store was compared with a recount, during the run and at its end.</param>
/// <param name="LiveAnswers">Live answers that were given and compared with a recount.</param>
/// <param name="Differences">What differed from the recount, or must not happen and did; empty when all is well.</param>
/// <param name="Trace">Time, actor, step or fault; kept only where it was asked for or something differed.</param>
public sealed record RunResult(
    ulong Seed, TrafficKind Traffic, ulong TraceHash, long Steps, TimeSpan SimulatedTime, int Faults, int Records, int Rows, int Checks,
    int LiveAnswers,
    IReadOnlyList<string> Differences, IReadOnlyList<string> Trace);
