namespace StreamPulse.Generator;

/// <summary>
/// Chooses an index by weight in constant time: A. J. Walker's alias method with M. D. Vose's construction, "A linear algorithm for
/// generating random numbers with a given distribution", IEEE TSE 17 (1991).
/// </summary>
internal sealed class AliasTable
{
    private readonly double[] _keep;
    private readonly int[] _alias;

    public AliasTable(ReadOnlySpan<double> weights)
    {
        var count = weights.Length;
        _keep = new double[count];
        _alias = new int[count];
        var total = 0.0;
        foreach (var weight in weights)
            total += weight;

        var small = new Stack<int>();
        var large = new Stack<int>();
        for (var i = 0; i < count; i++)
        {
            _keep[i] = weights[i] * count / total;
            _alias[i] = i;
            (_keep[i] < 1 ? small : large).Push(i);
        }
        while (small.Count > 0 && large.Count > 0)
        {
            var under = small.Pop();
            var over = large.Pop();
            _alias[under] = over;
            _keep[over] -= 1 - _keep[under];
            (_keep[over] < 1 ? small : large).Push(over);
        }
        // What is left differs from 1 by rounding only.
        foreach (var rest in small.Concat(large))
            _keep[rest] = 1;
    }

    public int Count => _keep.Length;

    /// <summary>One index; takes two draws.</summary>
    public int Next(ref Xoshiro256 random)
    {
        var i = (int)random.NextBelow((ulong)_keep.Length);
        return random.NextDouble() < _keep[i] ? i : _alias[i];
    }
}
