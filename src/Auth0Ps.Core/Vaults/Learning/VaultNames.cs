
namespace Auth0Ps.Vaults.Learning;

/// <summary>Which names a vault takes, and keeps apart from others.</summary>
/// <param name="calls">The vault as its module answers.</param>
/// <param name="memory">What vaults were seen to do.</param>
/// <param name="throttled">The same vault, given time where it asks for it.</param>
internal sealed class VaultNames(IVaultCalls calls, VaultMemory memory, ThrottledCalls throttled)
{
    private VaultHabits Habits => memory.Of(calls);

    /// <summary>Refuses names that the vault does not keep apart from others, or does not take.</summary>
    /// <param name="names">The names.</param>
    /// <param name="probe">An entry that may be there, to see with whether names are read as patterns.</param>
    /// <param name="read">Reads that entry.</param>
    /// <param name="areChosenNow">Whether others can still be chosen, so that a mere doubt is enough.</param>
    /// <exception cref="Auth0Exception"><see cref="ErrorReason.InvalidArgument"/>: the rule.</exception>
    public async Task RequireAsync(IReadOnlyList<string> names, string probe, Func<string, Task<VaultSecret?>> read, bool areChosenNow)
    {
        foreach (var name in names)
        {
            RequireKnown(calls.Name, calls.Module, name);
            RequireWhole(name);
            if (EntryNames.HasWildcards(name))
                await RequireLiteralAsync(name, probe, read);
            if (areChosenNow && EntryNames.Unusual(name).FirstOrDefault(Habits.DoubtfulCharacters.Contains) is var doubtful and not '\0')
                throw VaultProblems.NameRefused(calls.Name, name, $"the vault kept other entries, and none with '{doubtful}' in its name");
        }
    }

    /// <summary>Refuses a name that is known not to be kept, without asking the vault.</summary>
    /// <param name="module">The module that implements it.</param>
    /// <param name="name">The entry's name.</param>
    /// <exception cref="Auth0Exception"><see cref="ErrorReason.InvalidArgument"/>: the rule.</exception>
    public static void RequireKnown(string vault, string module, string name)
    {
        if ((EntryNames.WhyNot(name) ?? KnownVaults.WhyNot(module, name)) is { } why)
            throw VaultProblems.NameRefused(vault, name, why);
    }

    private async Task RequireLiteralAsync(string name, string probe, Func<string, Task<VaultSecret?>> read)
    {
        if (Habits.ReadsPatterns is null && await read(probe) is { } found)
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
    public void RequireWhole(string entry)
    {
        if (Habits.FindsByPart == true)
            throw VaultProblems.NotApart(calls, entry);
    }

    /// <summary>Sees with an entry that is there whether it is also found by a part of its name.</summary>
    public async Task LearnPartsAsync(string entry, VaultSecret found)
    {
        var answer = entry.Length > 1 ? await throttled.GetAsync(entry[..^1], CancellationToken.None) : new VaultAnswer();
        var isPart = answer.Value is { } value && EntryValue.Holds(EntryValue.Read(value, entry, Habits), found, entry);
        await memory.LearnAsync(calls, habits => habits with { FindsByPart = isPart });
    }

    /// <summary>Sees with an entry that is there whether names are read as patterns.</summary>
    public async Task LearnPatternsAsync(string entry, VaultSecret found)
    {
        var answer = await throttled.GetAsync(entry[..^1] + "?", CancellationToken.None);
        var isPattern = answer.Value is { } value && EntryValue.Holds(EntryValue.Read(value, entry, Habits), found, entry);
        await memory.LearnAsync(calls, habits => habits with { ReadsPatterns = isPattern });
    }
}
