namespace Auth0Ps.Naming;

/// <summary>Finds what someone probably meant who mistyped a name.</summary>
internal static class Likeness
{
    /// <summary>The candidate that is written nearly like this; null when none is.</summary>
    /// <param name="typed">What was typed.</param>
    /// <param name="candidates">What there is.</param>
    public static string? Nearest(string typed, IEnumerable<string> candidates)
    {
        // A slip in every third letter at most; short words may have one.
        var most = Math.Max(1, typed.Length / 3);
        return candidates
            .Where(candidate => Math.Abs(candidate.Length - typed.Length) <= most)
            .Select(candidate => (Candidate: candidate, Slips: Slips(typed, candidate)))
            .Where(found => found.Slips <= most)
            .OrderBy(found => found.Slips)
            .Select(found => found.Candidate)
            .FirstOrDefault();
    }

    /// <summary>Letters left out, added, changed or swapped with their neighbour (restricted Damerau-Levenshtein distance), whatever their case.</summary>
    private static int Slips(string left, string right)
    {
        var (before, last, row) = (new int[right.Length + 1], Enumerable.Range(0, right.Length + 1).ToArray(), new int[right.Length + 1]);
        for (var i = 1; i <= left.Length; i++)
        {
            row[0] = i;
            for (var j = 1; j <= right.Length; j++)
            {
                var change = Is(left[i - 1], right[j - 1]) ? 0 : 1;
                row[j] = Math.Min(Math.Min(last[j] + 1, row[j - 1] + 1), last[j - 1] + change);
                if (i > 1 && j > 1 && Is(left[i - 1], right[j - 2]) && Is(left[i - 2], right[j - 1]))
                    row[j] = Math.Min(row[j], before[j - 2] + 1);
            }

            (before, last, row) = (last, row, before);
        }

        return last[right.Length];
    }

    private static bool Is(char left, char right) => char.ToUpperInvariant(left) == char.ToUpperInvariant(right);
}
