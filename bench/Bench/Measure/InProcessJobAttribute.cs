using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Toolchains.InProcess.Emit;

namespace StreamPulse.Bench.Measure;

/// <summary>
/// Runs in this process: a process of its own for each benchmark would need the project's file to be named as its assembly, and a build
/// each.
/// </summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class InProcessJobAttribute(int warmUps, int iterations, int invocations)
    : JobConfigBaseAttribute(Job.Default
        .WithToolchain(InProcessEmitToolchain.Instance)
        .WithWarmupCount(warmUps)
        .WithIterationCount(iterations)
        .WithInvocationCount(invocations)
        .WithUnrollFactor(1));
