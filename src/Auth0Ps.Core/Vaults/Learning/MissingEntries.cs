
namespace Auth0Ps.Vaults.Learning;

/// <summary>Tells a vault that has no such entry from one that cannot say.</summary>
/// <param name="calls">The vault as its module answers.</param>
/// <param name="memory">What vaults were seen to do.</param>
/// <param name="throttled">The same vault, given time where it asks for it.</param>
/// <param name="time">The clock.</param>
internal sealed class MissingEntries(IVaultCalls calls, VaultMemory memory, ThrottledCalls throttled, TimeProvider time)
{
    // A listing that takes longer is not asked for where the vault has already said that it has no such entry.
    private const int CheapListing = 100;

    private VaultHabits Habits => memory.Of(calls);

    /// <summary>Proves that there is no such entry, where the vault has said so or failed.</summary>
    /// <exception cref="Auth0Exception"><see cref="ErrorReason.VaultReadFailed"/>: it is there, or that cannot be told.</exception>
    public async Task RequireAsync(string entry, VaultAnswer answer, CancellationToken cancellationToken)
    {
        var failure = answer.Failure;
        var habits = Habits;
        if (failure is null && habits.ListingTime > CheapListing)
            return;

        var started = time.GetTimestamp();
        var listed = await throttled.ListAsync(entry, cancellationToken);
        var took = (int)time.GetElapsedTime(started).TotalMilliseconds;
        if (listed?.Any(name => failure is null ? name == entry : IsListedAs(name, entry)) == true)
            throw VaultProblems.NotRead(calls, entry, failure ?? "the vault lists it and returns nothing for it.");
        if (listed is null && failure is not null && (answer.HasThrown || !await IsAsMissingAsOthersAsync(entry, failure, cancellationToken)))
            throw habits is { SecretForm: null, KeepsCredentials: null } ? VaultProblems.NotWorking(calls, entry, failure) : VaultProblems.NotReadable(calls, entry, failure);
        await memory.LearnAsync(calls, known => known with
        {
            Missing = failure is null ? MissingAnswer.Nothing : MissingAnswer.Failure,
            ListingTime = listed is not null && (known.ListingTime is null || (took > CheapListing) != (known.ListingTime > CheapListing)) ? took : known.ListingTime,
        });
    }

    /// <summary>
    /// Some vaults cannot even list while nothing is in them. One that has kept nothing yet, and that fails for a name that nobody has in the
    /// very same words, has no such entry; whether it works at all is proven by the write that follows.
    /// </summary>
    private async Task<bool> IsAsMissingAsOthersAsync(string entry, string failure, CancellationToken cancellationToken)
    {
        if (Habits is not { ListingTime: null, SecretForm: null, KeepsCredentials: null })
            return false;
        var nobody = $"auth0ps-{Guid.NewGuid():n}";
        var other = await throttled.GetAsync(nobody, cancellationToken);
        return other is { Value: null, Failure: { } words, HasThrown: false } && words.Replace(nobody, "", StringComparison.OrdinalIgnoreCase) == failure.Replace(entry, "", StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Some vaults list an entry's group in front of its name, and its number behind it.</summary>
    private static bool IsListedAs(string name, string entry)
    {
        var plain = name.LastIndexOf(" (id:", StringComparison.Ordinal) is var end and > 0 ? name[..end] : name;
        return EntryNames.AreSame(plain, entry) || plain.EndsWith("/" + entry, StringComparison.OrdinalIgnoreCase);
    }
}
