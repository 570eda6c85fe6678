using System.Diagnostics;

namespace Auth0Ps.Vaults.Learning;

/// <summary>Sets and removes entries, and waits until the vault shows it: some return a write late, or not at all.</summary>
/// <param name="habits">What is known of the vault by now.</param>
/// <param name="calls">The vault, given time where it asks for it.</param>
/// <param name="marks">What the vault's entries were last seen to hold.</param>
/// <param name="time">The clock.</param>
/// <param name="patience">How long a write may take until it can be read.</param>
internal sealed class AwaitedWrites(Func<VaultHabits> habits, ThrottledCalls calls, EntryMarks marks, TimeProvider time, TimeSpan patience)
{
    /// <summary>Sets an entry once, and reads until what was set is there, or there is no hope of it any more.</summary>
    public async Task<WriteOutcome> SetAsync(string entry, WriteTrial trial, TimeSpan limit)
    {
        var answer = await calls.SetAsync(entry, trial.Secret, trial.Form);
        var (refusal, remark) = (answer.Refusal, answer.Remark);
        var started = time.GetTimestamp();

        // Counted when the vault is asked: what it is asked in time may be answered late.
        var asked = TimeSpan.Zero;
        foreach (var pause in Pauses())
        {
            var found = answer.Value is { } value ? EntryValue.Read(value, entry, HabitsWith(trial.Wanted)) : null;
            if (EntryValue.Holds(found, trial.Wanted, entry))
                return new WriteOutcome(WriteState.Kept, refusal, asked) { ReturnedCredential = answer.Value is VaultSecret { UserName: not null } };

            var state = answer.Value is null ? WriteState.Missing : marks.Equals(entry, found) ? WriteState.Unchanged : WriteState.Changed;
            if (asked >= PatienceWith(state, refusal, entry, limit))
                return new WriteOutcome(state, refusal, asked) { Found = answer.Value?.GetType().Name, Failure = answer.Failure, Remark = remark };

            // Never a second write meanwhile: it would be the one that is read late.
            await Task.Delay(pause, time);
            asked = time.GetElapsedTime(started);
            answer = await calls.GetAsync(entry, CancellationToken.None);
        }

        throw new UnreachableException();
    }

    /// <summary>Removes an entry; why it is still there, else null.</summary>
    public async Task<string?> RemoveAsync(string entry)
    {
        var failure = await calls.RemoveAsync(entry);
        var started = time.GetTimestamp();
        var asked = TimeSpan.Zero;
        foreach (var pause in Pauses())
        {
            // One that fails to remove and to return it may have several of that name.
            var answer = await calls.GetAsync(entry, CancellationToken.None);
            if (answer.Value is null && (failure is null || answer.Failure is null))
            {
                marks.Seen(entry, null);
                return null;
            }

            if (failure is not null || asked >= patience)
                break;
            await Task.Delay(pause, time);
            asked = time.GetElapsedTime(started);
        }

        return failure ?? "the vault reported no error, and it is still there.";
    }

    /// <summary>A vault that said no keeps nothing later. What reads back as something new was changed on its way, not delayed.</summary>
    private TimeSpan PatienceWith(WriteState state, string? refusal, string entry, TimeSpan limit) =>
        refusal is not null ? TimeSpan.Zero
        : state == WriteState.Changed && marks.Knows(entry) ? TimeSpan.FromTicks(Math.Min(limit.Ticks, patience.Ticks / 8))
        : limit;

    /// <summary>Where a credential was set, what comes back is read as one, whatever the vault makes of secrets.</summary>
    private VaultHabits HabitsWith(VaultSecret wanted) =>
        wanted.UserName is null ? habits() : habits() with { KeepsCredentials = true, ReturnsCredentials = false, SecretForm = VaultForm.SecureString };

    private static IEnumerable<TimeSpan> Pauses()
    {
        for (var milliseconds = 50; ; milliseconds = Math.Min(milliseconds * 2, 1600))
            yield return TimeSpan.FromMilliseconds(milliseconds);
    }
}
