namespace StreamPulse.Api.Parameters;

/// <summary>Finds the name that was probably meant.</summary>
public static class NearName
{
    /// <summary>
    /// The known name with the fewest wrong, missing, additional or swapped characters; null if more than a third of it would be wrong.
    /// Case is ignored, and so are characters between words.
    /// </summary>
    public static string? Of(string name, IEnumerable<string> known)
    {
        var given = Letters(name);
        return known.Select(k => (Name: k, Distance: Distance(given, Letters(k))))
            .Where(static k => k.Distance <= Math.Max(1, k.Name.Length / 3))
            .OrderBy(static k => k.Distance).ThenBy(static k => k.Name, StringComparer.Ordinal)
            .Select(static k => k.Name).FirstOrDefault();
    }

    private static string Letters(string name) => string.Concat(name.Where(char.IsLetterOrDigit)).ToUpperInvariant();

    /// <summary>Damerau and Levenshtein's distance of two texts in which no part is edited twice.</summary>
    private static int Distance(string a, string b)
    {
        const int Longest = 64;
        if (Math.Max(a.Length, b.Length) > Longest)
            return int.MaxValue;
        var d = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++)
        {
            for (var j = 0; j <= b.Length; j++)
            {
                d[i, j] = i == 0 || j == 0
                    ? i + j
                    : Math.Min(Math.Min(d[i - 1, j], d[i, j - 1]) + 1, d[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1));
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                    d[i, j] = Math.Min(d[i, j], d[i - 2, j - 2] + 1);
            }
        }

        return d[a.Length, b.Length];
    }
}
