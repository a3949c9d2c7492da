using System.Globalization;
using StreamPulse.Core.Events;

namespace StreamPulse.Generator;

/// <summary>The contents and how often each is chosen.</summary>
internal sealed class ContentCatalog
{
    private readonly AliasTable _popularity;
    private readonly ContentInfo?[] _contents;
    private readonly ulong _key;

    public ContentCatalog(GeneratorOptions options)
    {
        _key = SplitMix64.Mix(options.Seed);
        if (options.Contents == 0)
        {
            _contents = [.. GeneratorCatalog.DefaultContents.Select(entry => entry.Content)];
            _popularity = new AliasTable([.. GeneratorCatalog.DefaultContents.Select(entry => entry.Share)]);
            return;
        }
        _contents = new ContentInfo?[options.Contents];
        var weights = new double[options.Contents];
        for (var i = 0; i < weights.Length; i++)
            weights[i] = PortableMath.InversePower(i + 1, options.ZipfExponent);
        _popularity = new AliasTable(weights);
    }

    /// <summary>One content; takes two draws.</summary>
    public ContentInfo Next(ref Xoshiro256 random)
    {
        var rank = _popularity.Next(ref random);
        return _contents[rank] ??= Make(rank);
    }

    /// <summary>The content of a rank, made when it is first chosen: its size and price depend only on seed and rank.</summary>
    private ContentInfo Make(int rank)
    {
        var (type, category, prefix, minSizeMb, maxSizeMb) = GeneratorCatalog.Kinds[rank % GeneratorCatalog.Kinds.Count];
        var random = new Xoshiro256(_key + (ulong)rank);
        var number = (rank + 1).ToString("D6", CultureInfo.InvariantCulture);
        var sizeMb = minSizeMb + (int)random.NextBelow((ulong)(maxSizeMb - minSizeMb + 1));
        var price = (float)random.NextBelow(20) + 0.99f;
        return new ContentInfo($"{prefix}_{number}", $"{char.ToUpperInvariant(type[0])}{type[1..].Replace('_', ' ')} no. {rank + 1}", type,
            category, sizeMb, price);
    }
}
