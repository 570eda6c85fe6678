using System.Runtime.ExceptionServices;

namespace Auth0Ps.AzureBlob;

/// <summary>Does the same with many blobs, some at a time: each takes a way to the storage and back.</summary>
internal static class Many
{
    private const int AtATime = 8;

    /// <summary>What came of each, in their order.</summary>
    /// <param name="items">What it is done with.</param>
    /// <param name="selector">Does it with one.</param>
    public static TResult[] Select<TItem, TResult>(IReadOnlyList<TItem> items, Func<TItem, TResult> selector)
    {
        var results = new TResult[items.Count];
        try
        {
            Parallel.For(0, items.Count, new ParallelOptions { MaxDegreeOfParallelism = AtATime }, number => results[number] = selector(items[number]));
        }
        catch (AggregateException exception)
        {
            // They fail for one reason, and that is known by its type.
            ExceptionDispatchInfo.Throw(exception.InnerExceptions[0]);
        }

        return results;
    }
}
