
namespace Auth0Ps.Vaults.Learning;

/// <summary>What a write shows of a vault, whether it was kept or not.</summary>
/// <param name="calls">The vault as its module answers.</param>
/// <param name="memory">What vaults were seen to do.</param>
/// <param name="marks">What the vault's entries were last seen to hold.</param>
internal sealed class WriteLessons(IVaultCalls calls, VaultMemory memory, EntryMarks marks)
{
    private static readonly string[] SignsOfFormer = ["already", "exists", "duplicate", "overwrit", "conflict", "409"];

    private static readonly string[] SignsOfReserved = ["recoverable", "soft delete", "soft-delete", "purge"];

    private VaultHabits Habits => memory.Of(calls);

    /// <summary>
    /// Whether the former entry may be what a write failed at: nothing was said, or that it is there. A vault that is full or throttles says
    /// something else, and an entry removed in such a moment would be missing for long.
    /// </summary>
    public bool MayBeInTheWay(WriteOutcome outcome) =>
        Habits is { Overwrites: null, ReservesRemovedNames: false } && (outcome.Refusal is null || SignsOfFormer.Any(sign => outcome.Refusal.Contains(sign, StringComparison.OrdinalIgnoreCase)));

    /// <summary>Whether setting an entry that was there made a second one of that name: the vault fails for it now, or returns several.</summary>
    public bool IsSecondItem(WriteOutcome outcome) =>
        Habits is { Overwrites: null, ReservesRemovedNames: false }
        && outcome.Refusal is null
        && (outcome is { State: WriteState.Missing, Failure: not null } || (outcome.State == WriteState.Changed && outcome.Found is "Object[]" or "String[]"));

    /// <summary>Learns from a write that was kept.</summary>
    public async Task KeptAsync(string entry, VaultSecret secret, WriteTrial trial, WriteOutcome outcome, bool wasRemoved)
    {
        var hasReplaced = marks.IsThere(entry) && !marks.Equals(entry, secret);
        var lag = (int)Math.Min(outcome.Elapsed.TotalMilliseconds, int.MaxValue);
        marks.Kept(entry, secret);
        await memory.LearnAsync(calls, habits => habits with
        {
            Overwrites = wasRemoved ? false : habits.Overwrites ?? (hasReplaced ? true : null),
            SecretForm = secret.Kind == VaultSecretKind.Secret ? trial.Form : habits.SecretForm,
            KeepsCredentials = secret.Kind == VaultSecretKind.Credential ? true : habits.KeepsCredentials,
            KeepsLineBreaks = trial.IsOneLine ? false : trial.HasLineBreaks ? true : habits.KeepsLineBreaks,
            ReturnsCredentials = secret.Kind == VaultSecretKind.Secret ? outcome.ReturnedCredential : habits.ReturnsCredentials,
            ReadLag = lag > habits.ReadLag + VaultHabits.NoticeableLag ? lag : habits.ReadLag,
            NameCharacters = Union(habits.NameCharacters, EntryNames.Unusual(entry)),
            DoubtfulCharacters = new string([.. habits.DoubtfulCharacters.Except(entry)]),
        });
    }

    /// <summary>Learns from a write that failed, and says why it did.</summary>
    public async Task<Auth0Exception> NotKeptAsync(string entry, VaultSecret secret, List<WriteOutcome> outcomes, bool wasRemoved)
    {
        var last = outcomes[^1];
        if (wasRemoved && last.State == WriteState.Missing)
        {
            await memory.LearnAsync(calls, static habits => habits with { ReservesRemovedNames = true });
            return VaultProblems.NotSetAgain(calls, entry, last.Why);
        }

        if (last is { State: WriteState.Missing, Refusal: { } refusal } && SignsOfReserved.Any(sign => refusal.Contains(sign, StringComparison.OrdinalIgnoreCase)))
        {
            await memory.LearnAsync(calls, static habits => habits with { ReservesRemovedNames = true });
            return VaultProblems.Reserved(calls, entry, refusal);
        }

        // A vault that was seen to replace entries and does not now is looked at anew the next time.
        if (last is { State: WriteState.Unchanged, Refusal: null } && Habits is { Overwrites: true, ReservesRemovedNames: false })
            await memory.LearnAsync(calls, static habits => habits with { Overwrites = null });

        var isCredential = secret.Kind == VaultSecretKind.Credential;
        var isKnown = isCredential ? Habits.KeepsCredentials == true : Habits.SecretForm is not null;
        if (isCredential && Habits is { SecretForm: not null, KeepsCredentials: null })
            await memory.LearnAsync(calls, static habits => habits with { KeepsCredentials = false });

        // A vault that keeps one entry and not the other may not take its name.
        var reasons = outcomes.Select(static outcome => outcome.Why).ToList();
        var doubtful = new string([.. EntryNames.Unusual(entry).Except(Habits.NameCharacters)]);
        if (doubtful.Length > 0 && last.State == WriteState.Missing && marks.HasKeptOther(entry))
        {
            await memory.LearnAsync(calls, habits => habits with { DoubtfulCharacters = Union(habits.DoubtfulCharacters, doubtful) });
            reasons.Add($"It kept another entry at the same time, and none with {string.Join(" or ", doubtful.Select(static letter => $"'{letter}'"))} in its name.");
        }

        return VaultProblems.NotKept(calls, entry, secret.Kind, isKnown, reasons);
    }

    private static string Union(string left, string right) => right.All(left.Contains) ? left : new string([.. left.Union(right).Order()]);
}
