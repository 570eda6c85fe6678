namespace Auth0Ps.Vaults.Learning;

/// <summary>
/// A vault's entries, whatever its module makes of them: what it keeps, how late it can be read and whether it replaces entries is learned from
/// the writes themselves, and remembered. Of use while the vault's lock is held; reading does without.
/// </summary>
internal sealed class LearningVault
{
    private readonly IVaultCalls _vault;
    private readonly VaultMemory _memory;
    private readonly TimeSpan _patience;
    private readonly EntryMarks _marks = new();
    private readonly ThrottledCalls _calls;
    private readonly VaultNames _names;
    private readonly MissingEntries _missing;
    private readonly WriteLessons _lessons;
    private readonly AwaitedWrites _writes;

    /// <summary>Opens a vault; it is not asked anything yet.</summary>
    /// <param name="vault">The vault as its module answers.</param>
    /// <param name="memory">What vaults were seen to do.</param>
    /// <param name="time">The clock.</param>
    /// <param name="patience">How long a write may take until it can be read.</param>
    public LearningVault(IVaultCalls vault, VaultMemory memory, TimeProvider time, TimeSpan patience)
    {
        (_vault, _memory, _patience) = (vault, memory, patience);
        _calls = new ThrottledCalls(vault, time);
        _names = new VaultNames(vault, memory, _calls);
        _missing = new MissingEntries(vault, memory, _calls, time);
        _lessons = new WriteLessons(vault, memory, _marks);
        _writes = new AwaitedWrites(() => Habits, _calls, _marks, time, patience);
    }

    /// <summary>What was seen of it, for people.</summary>
    public IReadOnlyList<Auth0Check> Checks => _memory.Of(_vault).ToChecks();

    /// <summary>Whether the name of a removed entry cannot be set again, as far as is known.</summary>
    public bool ReservesRemovedNames => Habits.ReservesRemovedNames;

    private VaultHabits Habits => _memory.Of(_vault);

    /// <summary>Reads an entry.</summary>
    /// <returns>The entry; null when it is proven that there is none.</returns>
    /// <exception cref="Auth0Exception"><see cref="ErrorReason.VaultReadFailed"/>, also for an entry that is neither text nor a credential.</exception>
    public async Task<VaultSecret?> ReadAsync(string entry, CancellationToken cancellationToken)
    {
        var answer = await _calls.GetAsync(entry, cancellationToken);
        if (answer.Value is { } value)
        {
            var found = EntryValue.Read(value, entry, Habits) ?? throw VaultProblems.NotUsable(_vault, entry, value.GetType().Name);
            if (Habits.FindsByPart is null)
                await _names.LearnPartsAsync(entry, found);
            return _marks.Seen(entry, found);
        }

        await _missing.RequireAsync(entry, answer, cancellationToken);
        return _marks.Seen(entry, null);
    }

    /// <summary>Writes an entry, reads it back and compares; in the first form that the vault keeps.</summary>
    /// <param name="mayRemoveFirst">Whether the entry may be missing for a moment.</param>
    /// <exception cref="Auth0Exception"><see cref="ErrorReason.VaultWriteFailed"/>.</exception>
    public async Task WriteAsync(string entry, VaultSecret secret, bool mayRemoveFirst)
    {
        if ((Habits.Overwrites != true || Habits.FindsByPart is null) && !_marks.Knows(entry))
            await MarkAsync(entry);
        _names.RequireWhole(entry);
        var wasRemoved = false;
        if (Habits.Overwrites == false && _marks.IsThere(entry))
        {
            if (!mayRemoveFirst)
                throw VaultProblems.NotWritten(_vault, entry, "the vault does not replace entries, and this one must not be removed first.");
            await RemoveForReplacingAsync(entry);
            wasRemoved = true;
        }

        // What is there from now on is a trial of this write.
        var wasMissing = _marks.Knows(entry) && !_marks.IsThere(entry);
        mayRemoveFirst |= wasMissing;
        var known = Habits.SecretForm;
        var outcomes = new List<WriteOutcome>();
        foreach (var trial in WriteTrial.For(secret, entry, Habits, _memory.HintOf(_vault)))
        {
            // The form that it was seen to keep is given up only where it is seen to change it now.
            if (outcomes.Count > 0 && known is not null && trial.Form != known && outcomes[^1].State != WriteState.Changed)
                break;
            var limit = outcomes.Count == 0 || outcomes[^1].State == WriteState.Changed ? _patience : _patience / 8;
            if (outcomes.Count > 0 && Habits.Overwrites != true)
                await MarkAsync(entry);
            var wasThere = _marks.Knows(entry) && _marks.IsThere(entry);
            var outcome = await _writes.SetAsync(entry, trial, limit);
            var isSecond = wasThere && _lessons.IsSecondItem(outcome);
            if (isSecond)
                await _memory.LearnAsync(_vault, static habits => habits with { Overwrites = false });
            if (mayRemoveFirst && (isSecond || (outcome.State == WriteState.Unchanged && _lessons.MayBeInTheWay(outcome))))
            {
                await RemoveForReplacingAsync(entry);
                wasRemoved = true;
                outcome = await _writes.SetAsync(entry, trial, _patience);
            }

            outcomes.Add(outcome);
            if (outcome.State != WriteState.Kept)
                continue;
            var isNew = IsNew(secret.Kind);
            await _lessons.KeptAsync(entry, secret, trial, outcome, wasRemoved);
            if (isNew)
                await RequireLastingAsync(entry, secret, wasMissing);
            return;
        }

        var failure = await _lessons.NotKeptAsync(entry, secret, outcomes, wasRemoved);
        if (outcomes[^1].State == WriteState.Changed)
            await ClearAsync(entry, wasMissing);
        throw failure;
    }

    /// <inheritdoc cref="VaultNames.RequireAsync"/>
    public Task RequireNamesAsync(IReadOnlyList<string> names, string probe, bool areChosenNow, CancellationToken cancellationToken) =>
        _names.RequireAsync(names, probe, entry => ReadAsync(entry, cancellationToken), areChosenNow);

    /// <summary>Removes an entry of whatever kind; false when there was none.</summary>
    /// <exception cref="Auth0Exception"><see cref="ErrorReason.VaultWriteFailed"/>.</exception>
    public async Task<bool> RemoveAsync(string entry)
    {
        var answer = await _calls.GetAsync(entry, CancellationToken.None);
        if (answer.Value is null)
        {
            await _missing.RequireAsync(entry, answer, CancellationToken.None);
            _marks.Seen(entry, null);
            return false;
        }

        if (await _writes.RemoveAsync(entry) is { } why)
            throw VaultProblems.NotRemoved(_vault, entry, why);
        return true;
    }

    /// <summary>Looks once more, the first time that a vault has kept something: some return what they lose.</summary>
    private async Task RequireLastingAsync(string entry, VaultSecret secret, bool wasMissing)
    {
        if (Habits.ReadsPatterns is null)
            await _names.LearnPatternsAsync(entry, secret);
        if (Habits.FindsByPart is null)
            await _names.LearnPartsAsync(entry, secret);
        if (Habits.FindsByPart == true)
        {
            await ClearAsync(entry, wasMissing);
            throw VaultProblems.NotApart(_vault, entry);
        }

        var answer = await _calls.GetAsync(entry, CancellationToken.None);
        if (answer.Value is { } value && EntryValue.Holds(EntryValue.Read(value, entry, Habits), secret, entry))
            return;
        await _memory.LearnAsync(_vault, habits => secret.Kind == VaultSecretKind.Credential ? habits with { KeepsCredentials = null } : habits with { SecretForm = null });
        throw VaultProblems.NotWritten(_vault, entry, "the vault returned it once, and then lost it.");
    }

    private bool IsNew(VaultSecretKind kind) => kind == VaultSecretKind.Credential ? Habits.KeepsCredentials is null : Habits.SecretForm is null;

    /// <summary>
    /// Takes away what a failed write left in an entry that was not there before; only in a vault that answers plainly for missing names, because
    /// others are put out by removed ones.
    /// </summary>
    private async Task ClearAsync(string entry, bool wasMissing)
    {
        if (wasMissing && Habits is { ReservesRemovedNames: false, Missing: MissingAnswer.Nothing })
            await _writes.RemoveAsync(entry);
    }

    /// <summary>Sees what an entry holds before it is written, so that a write that changes nothing can be told from one that cannot be read yet.</summary>
    private async Task MarkAsync(string entry)
    {
        var answer = await _calls.GetAsync(entry, CancellationToken.None);
        if (answer.Value is { } value)
        {
            var found = EntryValue.Read(value, entry, Habits);
            if (found is not null && Habits.FindsByPart is null)
                await _names.LearnPartsAsync(entry, found);
            _marks.SeenAs(entry, found);
        }
        else if (answer.Failure is null)
        {
            _marks.Seen(entry, null);
        }
    }

    private async Task RemoveForReplacingAsync(string entry)
    {
        if (await _writes.RemoveAsync(entry) is { } why)
            throw VaultProblems.NotWritten(_vault, entry, $"the vault does not replace entries, and does not remove this one: {why}");
    }
}
