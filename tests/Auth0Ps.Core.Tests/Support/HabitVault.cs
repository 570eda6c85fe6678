using System.Collections;
using System.Security;
using System.Text;
using Auth0Ps.Security;
using Auth0Ps.State;
using Auth0Ps.Vaults;
using Auth0Ps.Vaults.Learning;

namespace Auth0Ps.Core.Tests.Support;

/// <summary>A vault in memory that behaves as published ones do, by habits that can be put together.</summary>
/// <param name="habits">The habits.</param>
internal sealed class HabitVault(params Habit[] habits) : IVaultCalls
{
    private readonly Dictionary<string, List<(DateTimeOffset From, object? Value)>> _entries = new(StringComparer.Ordinal);
    private readonly HashSet<string> _removed = new(StringComparer.Ordinal);
    private readonly HashSet<string> _twice = new(StringComparer.Ordinal);
    private readonly HashSet<Habit> _habits = [.. habits];
    private string? _newest;
    private int _throttled;

    /// <summary>Its clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>How long a write takes until it can be read, with <see cref="Habit.Lags"/>.</summary>
    public TimeSpan Lag { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>What it was asked, one line a call.</summary>
    public List<string> Asked { get; } = [];

    public string Name => "Prod";

    public string Module { get; init; } = $"TestVault.{Guid.NewGuid():n}";

    public string Identity { get; init; } = $"TestVault\n{Guid.NewGuid()}";

    /// <summary>Told of each call before it is made; what it throws ends the caller as a kill would.</summary>
    public Action<string>? Before { get; set; }

    /// <summary>The names that it has.</summary>
    public IReadOnlyList<string> Names => [.. _entries.Where(entry => entry.Value[^1].Value is not null).Select(entry => entry.Key).Order(StringComparer.Ordinal)];

    /// <summary>How often an entry was written.</summary>
    public int Writes => Asked.Count(static call => call.StartsWith("set ", StringComparison.Ordinal));

    public Task<VaultAnswer> GetAsync(string entry, CancellationToken cancellationToken)
    {
        Note($"get {entry}");
        return Task.FromResult(Answer(entry));
    }

    public Task<VaultAnswer> SetAsync(string entry, VaultSecret secret, VaultForm form)
    {
        Note($"set {entry} {form}");
        var refusal = Put(Key(entry), secret, form);
        return Task.FromResult(Answer(entry) with { Refusal = refusal, Remark = Has(Habit.KeepsFirst) ? "a secret of that title is there already" : null });
    }

    public Task<string?> RemoveAsync(string entry)
    {
        Note($"remove {entry}");
        if (_twice.Contains(Key(entry)) && Has(Habit.FailsForTwo))
            return Task.FromResult<string?>($"Multiple entries are called {entry}.");
        _twice.Remove(Key(entry));
        if (Has(Habit.KeepsRemoved))
            return Task.FromResult<string?>(null);
        if (Has(Habit.ReadOnlyLater) && Writes > 1)
            return Task.FromResult<string?>("the vault is read-only.");
        _removed.Add(Key(entry));
        Append(Key(entry), null);
        return Task.FromResult<string?>(null);
    }

    public Task<IReadOnlyList<string>?> ListAsync(string entry, CancellationToken cancellationToken)
    {
        Note($"list {entry}");
        var names = Has(Habit.ListsNumbers) ? [.. Names.Select((name, number) => $"{name} (id: {number})")] : Names;
        return Task.FromResult(Has(Habit.Broken) || (Has(Habit.CannotListNothing) && names.Count == 0) ? null : names)!;
    }

    /// <summary>Takes up a habit.</summary>
    public void Begin(Habit habit) => _habits.Add(habit);

    /// <summary>Gives a habit up.</summary>
    public void End(Habit habit) => _habits.Remove(habit);

    /// <summary>Somebody removes all items of a name that means two, with the vault's own tools.</summary>
    public void PutInOrder()
    {
        foreach (var key in _twice)
            Append(key, null);
        _twice.Clear();
    }

    /// <summary>The text of an entry, as somebody who knows the vault reads it; null when there is none.</summary>
    public string? Text(string entry) => TextOf(Newest(Key(entry)));

    private static string? TextOf(object? value) => value switch
    {
        null => null,
        string text => text,
        SecureString secret => SecureStrings.Reveal(secret),
        VaultSecret secret => SecureStrings.Reveal(secret.Secret),
        IDictionary map => TextOf(map.Values.Cast<object?>().First()),
        _ => value.ToString(),
    };

    private void Note(string call)
    {
        Before?.Invoke(call);
        Asked.Add(call);
    }

    private bool Has(Habit habit) => _habits.Contains(habit);

    private string Key(string entry) =>
        Has(Habit.FoldsNames) ? string.Concat(entry.Normalize(NormalizationForm.FormKC).Where(static letter => letter != '\u00AD')).ToUpperInvariant() : entry;

    private object? Newest(string key) => _entries.TryGetValue(key, out var states) ? states[^1].Value : null;

    private void Append(string key, object? value)
    {
        if (!_entries.TryGetValue(key, out var states))
            _entries[key] = states = [];
        states.Add((Time.GetUtcNow() + (Has(Habit.Lags) ? Lag : TimeSpan.Zero), value));
    }

    private object? Visible(string key)
    {
        if (Has(Habit.ReadsPatterns))
        {
            var pattern = "^" + System.Text.RegularExpressions.Regex.Escape(key).Replace(@"\*", ".*", StringComparison.Ordinal).Replace(@"\?", ".", StringComparison.Ordinal) + "$";
            key = _entries.Keys.FirstOrDefault(known => System.Text.RegularExpressions.Regex.IsMatch(known, pattern, System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(1))) ?? key;
        }

        if (Has(Habit.FindsByPart) && !_entries.ContainsKey(key))
            key = _entries.Keys.FirstOrDefault(known => known.Contains(key, StringComparison.Ordinal)) ?? key;

        return _entries.TryGetValue(key, out var states) ? states.LastOrDefault(state => state.From <= Time.GetUtcNow()).Value : null;
    }

    private VaultAnswer Answer(string entry)
    {
        if (Has(Habit.Broken))
            return new VaultAnswer { Failure = "the disk is on fire.", HasThrown = true };
        if (Has(Habit.Throttles) && ++_throttled % 4 != 0)
            return new VaultAnswer { Failure = "HTTP 429: too many requests." };
        if (Visible(Key(entry)) is not { } value)
            return Has(Habit.ReportsMissing) ? new VaultAnswer { Failure = $"no such thing as {entry}." } : Has(Habit.ThrowsMissing) ? new VaultAnswer { Failure = "Cannot index into a null array.", HasThrown = true } : new VaultAnswer();
        if (_twice.Contains(Key(entry)))
            return Has(Habit.FailsForTwo) ? new VaultAnswer { Failure = $"Multiple entries are called {entry}.", HasThrown = true } : new VaultAnswer { Value = _entries[Key(entry)].TakeLast(2).Select(static state => state.Value).ToArray() };
        if (Has(Habit.ForgetsNewest) && _newest is not null)
            Append(_newest, null);
        _newest = null;
        return new VaultAnswer { Value = Returned(entry, value) };
    }

    private object Returned(string entry, object value) => value switch
    {
        VaultSecret { UserName: { } user } credential when Has(Habit.ReturnsLogin) => new Dictionary<string, object?>(StringComparer.Ordinal) { ["uris"] = null, ["username"] = user, ["password"] = TextOf(credential), ["totp"] = null },
        VaultSecret { UserName: { } user } credential when !Has(Habit.ReturnsBytes) => new VaultSecret(user, credential.Secret.Copy()),
        _ when Has(Habit.ReturnsHashtable) => new Dictionary<string, object?>(StringComparer.Ordinal) { [entry[(entry.LastIndexOf('/') + 1)..]] = value },
        _ when Has(Habit.ReturnsCredential) => new VaultSecret(entry[(entry.LastIndexOf('/') + 1)..], SecureStrings.Protect(TextOf(value))),
        _ when Has(Habit.ReturnsBytes) => Encoding.UTF8.GetBytes(TextOf(value)!),
        _ when Has(Habit.AddsLineBreak) => TextOf(value) + "\n",

        // A copy, because readers dispose of what they were given.
        SecureString secret => secret.Copy(),
        _ => value,
    };

    private string? Put(string key, VaultSecret secret, VaultForm form)
    {
        var text = SecureStrings.Reveal(secret.Secret);
        if (Has(Habit.Refuses))
            return "the shelf is full.";
        if (Has(Habit.ReadOnlyLater) && Writes > 1)
            return "the vault is read-only.";
        if (Has(Habit.ThrottlesAll))
            return "HTTP 429: too many requests.";
        if (Has(Habit.ThrottlesWrites) && ++_throttled % 3 != 0)
            return "HTTP 429: too many requests.";
        if (Has(Habit.PlainNames) && key.Any(static letter => !char.IsAsciiLetterOrDigit(letter) && letter != '-'))
            return "a sign that is not allowed.";
        if (Has(Habit.SoftDeletes) && _removed.Contains(key))
            return $"Secret {key} is currently in a deleted but recoverable state, and its name cannot be reused.";
        if (Newest(key) is not null && Has(Habit.RefusesReplacing))
            return $"An item named {key} already exists.";
        if (Has(Habit.Forgets) || (Newest(key) is not null && Has(Habit.KeepsFirst)))
            return null;
        if (form != VaultForm.String && Has(Habit.TextOnly))
            return $"cannot keep a {form}.";
        if (form == VaultForm.PSCredential && Has(Habit.NoCredentials))
            return Keep(key, "System.Management.Automation.PSCredential");
        if (form == VaultForm.SecureString && Has(Habit.ShapeOfSecureString))
            return Keep(key, $"{{\"Length\":{text.Length}}}");
        if (form != VaultForm.PSCredential && Has(Habit.CredentialsOnly))
            return Keep(key, "System.Security.SecureString");
        text = Has(Habit.OneLine) ? text.ReplaceLineEndings(" ") : Has(Habit.FirstLine) ? text.Split('\n')[0] : Has(Habit.WindowsLines) ? text.ReplaceLineEndings("\r\n") : text;
        if (Has(Habit.Small) && text.Length > 100)
            text = text[..100];
        return Keep(key, form == VaultForm.PSCredential ? new VaultSecret(secret.UserName!, SecureStrings.Protect(text)) : Has(Habit.ReturnsText) || form == VaultForm.String ? text : SecureStrings.Protect(text));
    }

    private string? Keep(string key, object value)
    {
        if (Has(Habit.TwoItems) && _entries.ContainsKey(key))
            return null;
        if ((Has(Habit.FailsForTwo) || Has(Habit.ReturnsBoth)) && Newest(key) is not null)
            _twice.Add(key);
        Append(key, value);
        _newest = key;
        return null;
    }
}

/// <summary>What vaults do.</summary>
public enum Habit
{
    /// <summary>A removed name cannot be set again (Azure Key Vault).</summary>
    SoftDeletes,

    /// <summary>An entry that exists stays as it is, with a warning and no error (KeePass).</summary>
    KeepsFirst,

    /// <summary>An entry that exists is refused with an error.</summary>
    RefusesReplacing,

    /// <summary>A second item of that name is made, and the first one returned (LastPass).</summary>
    TwoItems,

    /// <summary>A second item of that name is made, and what means two is neither returned nor removed (KeePass, Pleasant).</summary>
    FailsForTwo,

    /// <summary>A second item of that name is made, and both are returned.</summary>
    ReturnsBoth,

    /// <summary>Only strings are taken.</summary>
    TextOnly,

    /// <summary>A secure string is kept as its JSON shape (HashiCorp KV).</summary>
    ShapeOfSecureString,

    /// <summary>Only credentials are kept as they are.</summary>
    CredentialsOnly,

    /// <summary>Credentials are not kept as they are.</summary>
    NoCredentials,

    /// <summary>Text comes back as a string.</summary>
    ReturnsText,

    /// <summary>A hashtable with one key comes back.</summary>
    ReturnsHashtable,

    /// <summary>A credential that bears the entry's name comes back.</summary>
    ReturnsCredential,

    /// <summary>Bytes come back.</summary>
    ReturnsBytes,

    /// <summary>A line break comes back behind the value.</summary>
    AddsLineBreak,

    /// <summary>Line breaks become spaces.</summary>
    OneLine,

    /// <summary>Only the first line is kept.</summary>
    FirstLine,

    /// <summary>Line breaks become those of Windows.</summary>
    WindowsLines,

    /// <summary>Values are cut off.</summary>
    Small,

    /// <summary>A write can be read later.</summary>
    Lags,

    /// <summary>A write is taken and forgotten.</summary>
    Forgets,

    /// <summary>Every write is refused.</summary>
    Refuses,

    /// <summary>Every write but the first is refused.</summary>
    ReadOnlyLater,

    /// <summary>Removing does nothing, without a word.</summary>
    KeepsRemoved,

    /// <summary>Names may have letters, digits and hyphens only.</summary>
    PlainNames,

    /// <summary>Names are folded.</summary>
    FoldsNames,

    /// <summary>An entry is found by a part of its name too (Bitwarden's command line).</summary>
    FindsByPart,

    /// <summary>What was written last is lost once it was read.</summary>
    ForgetsNewest,

    /// <summary>A table with user name, password and more comes back for a credential (Warden).</summary>
    ReturnsLogin,

    /// <summary>Names are looked up as patterns.</summary>
    ReadsPatterns,

    /// <summary>An error is reported for a name that is not there.</summary>
    ReportsMissing,

    /// <summary>It breaks off for a name that is not there.</summary>
    ThrowsMissing,

    /// <summary>Listing fails while there is nothing.</summary>
    CannotListNothing,

    /// <summary>Entries are listed with their numbers.</summary>
    ListsNumbers,

    /// <summary>Three of four reads are refused as too many.</summary>
    Throttles,

    /// <summary>All writes are refused as too many.</summary>
    ThrottlesAll,

    /// <summary>Two of three writes are refused as too many.</summary>
    ThrottlesWrites,

    /// <summary>It fails whatever it is asked.</summary>
    Broken,
}

/// <summary>One such vault, found under its name.</summary>
internal sealed class HabitVaults(HabitVault vault, VaultMemory memory) : ISecretVaults, ISecretVault
{
    private LearningVault Entries => new(vault, memory, vault.Time, TimeLimits.Default.VaultReadLag);

    public string Name => vault.Name;

    public string Place => vault.Identity;

    public IReadOnlyList<Auth0Check> Checks => Entries.Checks;

    public bool ReservesRemovedNames => Entries.ReservesRemovedNames;

    public Task<ISecretVault> FindAsync(string name, CancellationToken cancellationToken) =>
        string.Equals(name, Name, StringComparison.OrdinalIgnoreCase) ? Task.FromResult<ISecretVault>(this) : throw new Auth0Exception(ErrorReason.VaultNotFound, $"No vault named '{name}' is registered.");

    public Task<VaultSecret?> ReadAsync(string entry, CancellationToken cancellationToken) => Entries.ReadAsync(entry, cancellationToken);

    public Task RequireNamesAsync(IReadOnlyList<string> names, string probe, bool areChosenNow, CancellationToken cancellationToken) =>
        Entries.RequireNamesAsync(names, probe, areChosenNow, cancellationToken);

    public Task<IVaultEntries> OpenAsync(CancellationToken cancellationToken) => Task.FromResult<IVaultEntries>(new Opened(Entries));

    private sealed class Opened(LearningVault entries) : IVaultEntries
    {
        // Calls of several threads one after the other.
        private readonly SemaphoreSlim _turn = new(1, 1);

        public Task<VaultSecret?> ReadAsync(string entry, CancellationToken cancellationToken) => InTurnAsync(() => entries.ReadAsync(entry, cancellationToken));

        public Task WriteAsync(string entry, VaultSecret secret, bool mayRemoveFirst, CancellationToken cancellationToken) => InTurnAsync(async () =>
        {
            await entries.WriteAsync(entry, secret, mayRemoveFirst);
            return true;
        });

        public Task<bool> RemoveAsync(string entry, CancellationToken cancellationToken) => InTurnAsync(() => entries.RemoveAsync(entry));

        public ValueTask DisposeAsync()
        {
            _turn.Dispose();
            return ValueTask.CompletedTask;
        }

        private async Task<T> InTurnAsync<T>(Func<Task<T>> work)
        {
            await _turn.WaitAsync();
            try
            {
                return await work();
            }
            finally
            {
                _turn.Release();
            }
        }
    }
}
