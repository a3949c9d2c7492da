using System.Text;
using BenchmarkDotNet.Attributes;
using StreamPulse.Bench.Measure;
using StreamPulse.Core.Sketches;

namespace StreamPulse.Bench.Stages;

/// <summary>Time per operation of the sketches, small ones and full ones.</summary>
[MemoryDiagnoser]
[InProcessJob(5, 10, 4096)]
public class SketchBenchmarks
{
    private const int Operations = 1024;

    private readonly ulong[] _hashes = new ulong[Operations];
    private readonly int[] _buckets = new int[Operations];
    private readonly double[] _values = new double[Operations];
    private readonly byte[][] _users = new byte[Operations][];
    private readonly HyperLogLog _full = new();
    private readonly HyperLogLog _other = new();
    private readonly QuantileSketch _speeds = new();
    private readonly QuantileSketch _otherSpeeds = new();

    [GlobalSetup]
    public void Setup()
    {
        var random = new Random(1);
        for (var i = 0; i < Operations; i++)
        {
            _users[i] = Encoding.UTF8.GetBytes($"user_{random.NextInt64():x16}");
            _hashes[i] = XxHash64.Hash(_users[i]);
            _values[i] = 5 + (random.NextDouble() * random.NextDouble() * 500);
            _buckets[i] = QuantileSketch.BucketOf(_values[i]);
            _speeds.Add(_buckets[i]);
            _otherSpeeds.Add(_buckets[i]);
        }

        for (var i = 0; i < 100_000; i++)
        {
            _full.Add((ulong)random.NextInt64() << 1);
            _other.Add((ulong)random.NextInt64() << 1);
        }
    }

    [Benchmark(OperationsPerInvoke = Operations)]
    public ulong HashUser()
    {
        ulong sum = 0;
        foreach (var user in _users)
            sum += XxHash64.Hash(user);
        return sum;
    }

    [Benchmark(OperationsPerInvoke = Operations)]
    public void UsersAddToFull()
    {
        foreach (var hash in _hashes)
            _full.Add(hash);
    }

    /// <summary>20 users into each of 51 new sketches.</summary>
    [Benchmark(OperationsPerInvoke = Operations)]
    public HyperLogLog UsersAddToNew()
    {
        var sketch = new HyperLogLog();
        for (var i = 0; i < Operations; i++)
        {
            if (i % 20 == 0)
                sketch = new HyperLogLog();
            sketch.Add(_hashes[i]);
        }

        return sketch;
    }

    [Benchmark]
    public void UsersMergeFull() => _full.Merge(_other);

    [Benchmark]
    public long UsersEstimateFull() => _full.Estimate();

    [Benchmark(OperationsPerInvoke = Operations)]
    public int BucketOf()
    {
        var sum = 0;
        foreach (var value in _values)
            sum += QuantileSketch.BucketOf(value);
        return sum;
    }

    [Benchmark(OperationsPerInvoke = Operations)]
    public void SpeedsAddToFull()
    {
        foreach (var bucket in _buckets)
            _speeds.Add(bucket);
    }

    [Benchmark(OperationsPerInvoke = Operations)]
    public QuantileSketch SpeedsAddToNew()
    {
        var sketch = new QuantileSketch();
        for (var i = 0; i < Operations; i++)
        {
            if (i % 20 == 0)
                sketch = new QuantileSketch();
            sketch.Add(_buckets[i]);
        }

        return sketch;
    }

    [Benchmark]
    public void SpeedsMergeFull() => _speeds.Merge(_otherSpeeds);

    [Benchmark]
    public double? SpeedsQuantileFull() => _speeds.Quantile(0.95);
}
