using System.Diagnostics;

namespace Auth0Ps.Vaults.Learning;

/// <summary>
/// A vault's entries, whatever its module makes of them: what it keeps, how late it can be read and whether it replaces entries is learned from
/// the writes themselves, and remembered. Of use while the vault's lock is held; reading does without.
/// </summary>
/// <param name="calls">The vault as its module answers.</param>
/// <param name="memory">What vaults were seen to do.</param>
/// <param name="time">The clock.</param>
/// <param name="patience">How long a write may take until it can be read.</param>
internal sealed class LearningVault(IVaultCalls calls, VaultMemory memory, TimeProvider time, TimeSpan patience)
{
    // A listing that takes longer is not asked for where the vault has already said that it has no such entry.
    private const int CheapListing = 100;

    private static readonly string[] SignsOfFormer = ["already", "exists", "duplicate", "overwrit", "conflict", "409"];

    private static readonly string[] SignsOfReserved = ["recoverable", "soft delete", "soft-delete", "purge"];

    private readonly EntryMarks _marks = new();
    private readonly ThrottledCalls _calls = new(calls, time);

    /// <summary>What was seen of it, for people.</summary>
    public IReadOnlyList<Auth0Check> Checks => memory.Of(calls).ToChecks();

    /// <summary>Whether the name of a removed entry cannot be set again, as far as is known.</summary>
    public bool ReservesRemovedNames => Habits.ReservesRemovedNames;

    private VaultHabits Habits => memory.Of(calls);

    /// <summary>Reads an entry.</summary>
    /// <returns>The entry; null when it is proven that there is none.</returns>
    /// <exception cref="Auth0Exception"><see cref="ErrorReason.VaultReadFailed"/>, also for an entry that is neither text nor a credential.</exception>
    public async Task<VaultSecret?> ReadAsync(string entry, CancellationToken cancellationToken)
    {
        var answer = await _calls.GetAsync(entry, cancellationToken);
        if (answer.Value is { } value)
        {
            var found = EntryValue.Read(value, entry, Habits) ?? throw VaultProblems.NotUsable(calls, entry, value.GetType().Name);
            if (Habits.FindsByPart is null)
                await LearnPartsAsync(entry, found);
            return _marks.Seen(entry, found);
        }

        await RequireMissingAsync(entry, answer, cancellationToken);
        return _marks.Seen(entry, null);
    }

    /// <summary>Writes an entry, reads it back and compares; in the first form that the vault keeps.</summary>
    /// <param name="mayRemoveFirst">Whether the entry may be missing for a moment.</param>
    /// <exception cref="Auth0Exception"><see cref="ErrorReason.VaultWriteFailed"/>.</exception>
    public async Task WriteAsync(string entry, VaultSecret secret, bool mayRemoveFirst)
    {
        if ((Habits.Overwrites != true || Habits.FindsByPart is null) && !_marks.Knows(entry))
            await MarkAsync(entry);
        RequireWholeNames(entry);
        var wasRemoved = false;
        if (Habits.Overwrites == false && _marks.IsThere(entry))
        {
            if (!mayRemoveFirst)
                throw VaultProblems.NotWritten(calls, entry, "the vault does not replace entries, and this one must not be removed first.");
            await RemoveForReplacingAsync(entry);
            wasRemoved = true;
        }

        // What is there from now on is a trial of this write.
        var wasMissing = _marks.Knows(entry) && !_marks.IsThere(entry);
        mayRemoveFirst |= wasMissing;
        var known = Habits.SecretForm;
        var outcomes = new List<WriteOutcome>();
        foreach (var trial in WriteTrial.For(secret, entry, Habits, memory.HintOf(calls)))
        {
            // The form that it was seen to keep is given up only where it is seen to change it now.
            if (outcomes.Count > 0 && known is not null && trial.Form != known && outcomes[^1].State != WriteState.Changed)
                break;
            var limit = outcomes.Count == 0 || outcomes[^1].State == WriteState.Changed ? patience : patience / 8;
            if (outcomes.Count > 0 && Habits.Overwrites != true)
                await MarkAsync(entry);
            var wasThere = _marks.Knows(entry) && _marks.IsThere(entry);
            var outcome = await TryAsync(entry, trial, limit);
            var isSecond = wasThere && IsSecondItem(outcome);
            if (isSecond)
                await memory.LearnAsync(calls, static habits => habits with { Overwrites = false });
            if (mayRemoveFirst && (isSecond || (outcome.State == WriteState.Unchanged && MayBeInTheWay(outcome))))
            {
                await RemoveForReplacingAsync(entry);
                wasRemoved = true;
                outcome = await TryAsync(entry, trial, patience);
            }

            outcomes.Add(outcome);
            if (outcome.State != WriteState.Kept)
                continue;
            var isNew = IsNew(secret.Kind);
            await LearnAsync(entry, secret, trial, outcome, wasRemoved);
            if (isNew)
                await RequireLastingAsync(entry, secret, wasMissing);
            return;
        }

        var failure = await NotKeptAsync(entry, secret, outcomes, wasRemoved);
        if (outcomes[^1].State == WriteState.Changed)
            await ClearAsync(entry, wasMissing);
        throw failure;
    }

    /// <summary>Removes an entry of whatever kind; false when there was none.</summary>
    /// <exception cref="Auth0Exception"><see cref="ErrorReason.VaultWriteFailed"/>.</exception>
    public async Task<bool> RemoveAsync(string entry)
    {
        var answer = await _calls.GetAsync(entry, CancellationToken.None);
        if (answer.Value is null)
        {
            await RequireMissingAsync(entry, answer, CancellationToken.None);
            _marks.Seen(entry, null);
            return false;
        }

        if (await TryRemoveAsync(entry) is { } why)
            throw VaultProblems.NotRemoved(calls, entry, why);
        return true;
    }

    /// <summary>Refuses names that the vault does not keep apart from others, or does not take.</summary>
    /// <param name="names">The names.</param>
    /// <param name="probe">An entry that may be there, to see with whether names are read as patterns.</param>
    /// <param name="areChosenNow">Whether others can still be chosen, so that a mere doubt is enough.</param>
    /// <exception cref="Auth0Exception"><see cref="ErrorReason.InvalidArgument"/>: the rule.</exception>
    public async Task RequireNamesAsync(IReadOnlyList<string> names, string probe, bool areChosenNow, CancellationToken cancellationToken)
    {
        foreach (var name in names)
        {
            RequireKnownName(calls.Name, calls.Module, name);
            RequireWholeNames(name);
            if (EntryNames.HasWildcards(name))
                await RequireLiteralAsync(name, probe, cancellationToken);
            if (areChosenNow && EntryNames.Unusual(name).FirstOrDefault(Habits.DoubtfulCharacters.Contains) is var doubtful and not '\0')
                throw VaultProblems.NameRefused(calls.Name, name, $"the vault kept other entries, and none with '{doubtful}' in its name");
        }
    }

    /// <summary>Refuses a name that is known not to be kept, without asking the vault.</summary>
    /// <param name="module">The module that implements it.</param>
    /// <param name="name">The entry's name.</param>
    /// <exception cref="Auth0Exception"><see cref="ErrorReason.InvalidArgument"/>: the rule.</exception>
    public static void RequireKnownName(string vault, string module, string name)
    {
        if ((EntryNames.WhyNot(name) ?? KnownVaults.WhyNot(module, name)) is { } why)
            throw VaultProblems.NameRefused(vault, name, why);
    }

    /// <summary>
    /// Whether the former entry may be what a write failed at: nothing was said, or that it is there. A vault that is full or throttles says
    /// something else, and an entry removed in such a moment would be missing for long.
    /// </summary>
    private bool MayBeInTheWay(WriteOutcome outcome) =>
        Habits is { Overwrites: null, ReservesRemovedNames: false } && (outcome.Refusal is null || SignsOfFormer.Any(sign => outcome.Refusal.Contains(sign, StringComparison.OrdinalIgnoreCase)));

    /// <summary>Whether setting an entry that was there made a second one of that name: the vault fails for it now, or returns several.</summary>
    private bool IsSecondItem(WriteOutcome outcome) =>
        Habits is { Overwrites: null, ReservesRemovedNames: false }
        && outcome.Refusal is null
        && (outcome is { State: WriteState.Missing, Failure: not null } || (outcome.State == WriteState.Changed && outcome.Found is "Object[]" or "String[]"));

    private async Task RequireLiteralAsync(string name, string probe, CancellationToken cancellationToken)
    {
        if (Habits.ReadsPatterns is null && await ReadAsync(probe, cancellationToken) is { } found)
            await LearnPatternsAsync(probe, found);
        if (Habits.ReadsPatterns != false)
        {
            throw VaultProblems.NameRefused(
                calls.Name,
                name,
                Habits.ReadsPatterns is null ? "it is not known yet whether the vault reads * ? [ ] and ` in a name as a pattern; the first rotation with other names finds it out" : KnownVaults.Patterns);
        }
    }

    /// <summary>Refuses to write where a name means other entries as well: one of them would be overwritten.</summary>
    private void RequireWholeNames(string entry)
    {
        if (Habits.FindsByPart == true)
            throw VaultProblems.NotApart(calls, entry);
    }

    /// <summary>Sees with an entry that is there whether it is also found by a part of its name.</summary>
    private async Task LearnPartsAsync(string entry, VaultSecret found)
    {
        var answer = entry.Length > 1 ? await _calls.GetAsync(entry[..^1], CancellationToken.None) : new VaultAnswer();
        var isPart = answer.Value is { } value && EntryValue.Holds(EntryValue.Read(value, entry, Habits), found, entry);
        await memory.LearnAsync(calls, habits => habits with { FindsByPart = isPart });
    }

    /// <summary>Looks once more, the first time that a vault has kept something: some return what they lose.</summary>
    private async Task RequireLastingAsync(string entry, VaultSecret secret, bool wasMissing)
    {
        if (Habits.ReadsPatterns is null)
            await LearnPatternsAsync(entry, secret);
        if (Habits.FindsByPart is null)
            await LearnPartsAsync(entry, secret);
        if (Habits.FindsByPart == true)
        {
            await ClearAsync(entry, wasMissing);
            throw VaultProblems.NotApart(calls, entry);
        }

        var answer = await _calls.GetAsync(entry, CancellationToken.None);
        if (answer.Value is { } value && EntryValue.Holds(EntryValue.Read(value, entry, Habits), secret, entry))
            return;
        await memory.LearnAsync(calls, habits => secret.Kind == VaultSecretKind.Credential ? habits with { KeepsCredentials = null } : habits with { SecretForm = null });
        throw VaultProblems.NotWritten(calls, entry, "the vault returned it once, and then lost it.");
    }

    private bool IsNew(VaultSecretKind kind) => kind == VaultSecretKind.Credential ? Habits.KeepsCredentials is null : Habits.SecretForm is null;

    /// <summary>
    /// Takes away what a failed write left in an entry that was not there before; only in a vault that answers plainly for missing names, because
    /// others are put out by removed ones.
    /// </summary>
    private async Task ClearAsync(string entry, bool wasMissing)
    {
        if (wasMissing && Habits is { ReservesRemovedNames: false, Missing: MissingAnswer.Nothing })
            await TryRemoveAsync(entry);
    }

    /// <summary>Sees with an entry that is there whether names are read as patterns.</summary>
    private async Task LearnPatternsAsync(string entry, VaultSecret found)
    {
        var answer = await _calls.GetAsync(entry[..^1] + "?", CancellationToken.None);
        var isPattern = answer.Value is { } value && EntryValue.Holds(EntryValue.Read(value, entry, Habits), found, entry);
        await memory.LearnAsync(calls, habits => habits with { ReadsPatterns = isPattern });
    }

    /// <summary>Sees what an entry holds before it is written, so that a write that changes nothing can be told from one that cannot be read yet.</summary>
    private async Task MarkAsync(string entry)
    {
        var answer = await _calls.GetAsync(entry, CancellationToken.None);
        if (answer.Value is { } value)
        {
            var found = EntryValue.Read(value, entry, Habits);
            if (found is not null && Habits.FindsByPart is null)
                await LearnPartsAsync(entry, found);
            _marks.SeenAs(entry, found);
        }
        else if (answer.Failure is null)
        {
            _marks.Seen(entry, null);
        }
    }

    private async Task RemoveForReplacingAsync(string entry)
    {
        if (await TryRemoveAsync(entry) is { } why)
            throw VaultProblems.NotWritten(calls, entry, $"the vault does not replace entries, and does not remove this one: {why}");
    }

    /// <summary>Removes an entry; why it is still there, else null.</summary>
    private async Task<string?> TryRemoveAsync(string entry)
    {
        var failure = await _calls.RemoveAsync(entry);
        var started = time.GetTimestamp();
        var asked = TimeSpan.Zero;
        foreach (var pause in Pauses())
        {
            // One that fails to remove and to return it may have several of that name.
            var answer = await _calls.GetAsync(entry, CancellationToken.None);
            if (answer.Value is null && (failure is null || answer.Failure is null))
            {
                _marks.Seen(entry, null);
                return null;
            }

            if (failure is not null || asked >= patience)
                break;
            await Task.Delay(pause, time);
            asked = time.GetElapsedTime(started);
        }

        return failure ?? "the vault reported no error, and it is still there.";
    }

    /// <summary>Sets an entry once, and reads until what was set is there, or there is no hope of it any more.</summary>
    private async Task<WriteOutcome> TryAsync(string entry, WriteTrial trial, TimeSpan limit)
    {
        var answer = await _calls.SetAsync(entry, trial.Secret, trial.Form);
        var (refusal, remark) = (answer.Refusal, answer.Remark);
        var started = time.GetTimestamp();

        // Counted when the vault is asked: what it is asked in time may be answered late.
        var asked = TimeSpan.Zero;
        foreach (var pause in Pauses())
        {
            var found = answer.Value is { } value ? EntryValue.Read(value, entry, HabitsWith(trial.Wanted)) : null;
            if (EntryValue.Holds(found, trial.Wanted, entry))
                return new WriteOutcome(WriteState.Kept, refusal, asked) { ReturnedCredential = answer.Value is VaultSecret { UserName: not null } };

            var state = answer.Value is null ? WriteState.Missing : _marks.Equals(entry, found) ? WriteState.Unchanged : WriteState.Changed;
            if (asked >= PatienceWith(state, refusal, entry, limit))
                return new WriteOutcome(state, refusal, asked) { Found = answer.Value?.GetType().Name, Failure = answer.Failure, Remark = remark };

            // Never a second write meanwhile: it would be the one that is read late.
            await Task.Delay(pause, time);
            asked = time.GetElapsedTime(started);
            answer = await _calls.GetAsync(entry, CancellationToken.None);
        }

        throw new UnreachableException();
    }

    /// <summary>A vault that said no keeps nothing later. What reads back as something new was changed on its way, not delayed.</summary>
    private TimeSpan PatienceWith(WriteState state, string? refusal, string entry, TimeSpan limit) =>
        refusal is not null ? TimeSpan.Zero
        : state == WriteState.Changed && _marks.Knows(entry) ? TimeSpan.FromTicks(Math.Min(limit.Ticks, patience.Ticks / 8))
        : limit;

    /// <summary>Where a credential was set, what comes back is read as one, whatever the vault makes of secrets.</summary>
    private VaultHabits HabitsWith(VaultSecret wanted) =>
        wanted.UserName is null ? Habits : Habits with { KeepsCredentials = true, ReturnsCredentials = false, SecretForm = VaultForm.SecureString };

    private static IEnumerable<TimeSpan> Pauses()
    {
        for (var milliseconds = 50; ; milliseconds = Math.Min(milliseconds * 2, 1600))
            yield return TimeSpan.FromMilliseconds(milliseconds);
    }

    private async Task LearnAsync(string entry, VaultSecret secret, WriteTrial trial, WriteOutcome outcome, bool wasRemoved)
    {
        var hasReplaced = _marks.IsThere(entry) && !_marks.Equals(entry, secret);
        var lag = (int)Math.Min(outcome.Elapsed.TotalMilliseconds, int.MaxValue);
        _marks.Kept(entry, secret);
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
    private async Task<Auth0Exception> NotKeptAsync(string entry, VaultSecret secret, List<WriteOutcome> outcomes, bool wasRemoved)
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
        if (doubtful.Length > 0 && last.State == WriteState.Missing && _marks.HasKeptOther(entry))
        {
            await memory.LearnAsync(calls, habits => habits with { DoubtfulCharacters = Union(habits.DoubtfulCharacters, doubtful) });
            reasons.Add($"It kept another entry at the same time, and none with {string.Join(" or ", doubtful.Select(static letter => $"'{letter}'"))} in its name.");
        }

        return VaultProblems.NotKept(calls, entry, secret.Kind, isKnown, reasons);
    }

    private static string Union(string left, string right) => right.All(left.Contains) ? left : new string([.. left.Union(right).Order()]);

    /// <summary>Proves that there is no such entry, where the vault has said so or failed.</summary>
    private async Task RequireMissingAsync(string entry, VaultAnswer answer, CancellationToken cancellationToken)
    {
        var failure = answer.Failure;
        var habits = Habits;
        if (failure is null && habits.ListingTime > CheapListing)
            return;

        var started = time.GetTimestamp();
        var listed = await _calls.ListAsync(entry, cancellationToken);
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
        var other = await _calls.GetAsync(nobody, cancellationToken);
        return other is { Value: null, Failure: { } words, HasThrown: false } && words.Replace(nobody, "", StringComparison.OrdinalIgnoreCase) == failure.Replace(entry, "", StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Some vaults list an entry's group in front of its name, and its number behind it.</summary>
    private static bool IsListedAs(string name, string entry)
    {
        var plain = name.LastIndexOf(" (id:", StringComparison.Ordinal) is var end and > 0 ? name[..end] : name;
        return EntryNames.AreSame(plain, entry) || plain.EndsWith("/" + entry, StringComparison.OrdinalIgnoreCase);
    }
}
