using System.Runtime.ExceptionServices;

namespace Auth0Ps.AzureBlob;

/// <summary>Reads many blobs, some at a time: each takes a way to the storage and back.</summary>
internal static class Many
{
    private const int AtATime = 8;

    /// <summary>What was read, in the order of what was wanted.</summary>
    /// <param name="wanted">What is wanted.</param>
    /// <param name="read">Reads one.</param>
    public static TResult[] Read<TWanted, TResult>(IReadOnlyList<TWanted> wanted, Func<TWanted, TResult> read)
    {
        var results = new TResult[wanted.Count];
        try
        {
            Parallel.For(0, wanted.Count, new ParallelOptions { MaxDegreeOfParallelism = AtATime }, number => results[number] = read(wanted[number]));
        }
        catch (AggregateException exception)
        {
            // They fail for one reason, and that is known by its type.
            ExceptionDispatchInfo.Throw(exception.InnerExceptions[0]);
        }

        return results;
    }
}
