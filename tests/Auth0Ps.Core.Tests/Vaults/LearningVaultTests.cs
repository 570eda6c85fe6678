using System.Security.Cryptography;
using Auth0Ps.Core.Tests.Support;
using Auth0Ps.OAuth.Keys;
using Auth0Ps.Security;
using Auth0Ps.State;
using Auth0Ps.Vaults;
using Auth0Ps.Vaults.Learning;

namespace Auth0Ps.Core.Tests.Vaults;

/// <summary>Writes into vaults of all habits: kept and readable, or refused with a reason.</summary>
public sealed class LearningVaultTests
{
    private readonly Auth0State _state = TestState.New();

    private const string Entry = "billing-client-secret-next";

    private static readonly string Pem = NewPem();
    private static readonly string OtherPem = NewPem();

    [Theory]
    [InlineData()]
    [InlineData(Habit.SoftDeletes)]
    [InlineData(Habit.KeepsFirst)]
    [InlineData(Habit.RefusesReplacing)]
    [InlineData(Habit.TextOnly)]
    [InlineData(Habit.ShapeOfSecureString)]
    [InlineData(Habit.ShapeOfSecureString, Habit.ReturnsHashtable)]
    [InlineData(Habit.ReturnsText)]
    [InlineData(Habit.ReturnsText, Habit.AddsLineBreak, Habit.KeepsFirst)]
    [InlineData(Habit.ReturnsCredential)]
    [InlineData(Habit.CredentialsOnly)]
    [InlineData(Habit.CredentialsOnly, Habit.ReturnsLogin)]
    [InlineData(Habit.CredentialsOnly, Habit.RefusesReplacing)]
    [InlineData(Habit.NoCredentials)]
    [InlineData(Habit.OneLine)]
    [InlineData(Habit.FirstLine)]
    [InlineData(Habit.WindowsLines, Habit.TextOnly)]
    [InlineData(Habit.Lags)]
    [InlineData(Habit.Lags, Habit.ShapeOfSecureString)]
    [InlineData(Habit.PlainNames)]
    [InlineData(Habit.FoldsNames)]
    [InlineData(Habit.ReadsPatterns)]
    [InlineData(Habit.ReportsMissing)]
    [InlineData(Habit.ReportsMissing, Habit.CannotListNothing, Habit.ShapeOfSecureString, Habit.ReturnsHashtable)]
    [InlineData(Habit.ThrowsMissing, Habit.ListsNumbers)]
    [InlineData(Habit.Throttles)]
    [InlineData(Habit.ThrottlesWrites)]
    public async Task A_secret_and_a_key_are_kept_and_replaced(params Habit[] habits)
    {
        var raw = New(habits);
        foreach (var (entry, texts) in new[] { (Entry, new[] { "first-secret", "second-secret", "third-secret" }), ("billing-private-key", [Pem, OtherPem, Pem]) })
        {
            foreach (var text in texts)
            {
                // Each time as another run does it, which knows only what was written down.
                _state.Habits.Forget();
                var vault = Open(raw);
                await vault.ReadAsync(entry, CancellationToken.None);
                await vault.WriteAsync(entry, Secret(text), mayRemoveFirst: true);

                Assert.Equal(text, await TextAsync(Open(raw), entry));
            }
        }

        Assert.Null(await Open(raw).ReadAsync("nobody", CancellationToken.None));
    }

    [Theory]
    [InlineData("cannot keep the secret", Habit.Forgets)]
    [InlineData("no such entry afterwards", Habit.Forgets)]
    [InlineData("the shelf is full", Habit.Refuses)]
    [InlineData("of the kind Byte[]", Habit.ReturnsBytes)]
    [InlineData("two entries of that name", Habit.Small)]
    [InlineData("no such entry afterwards", Habit.Lags, Habit.KeepsRemoved)]
    [InlineData("by a part of their names", Habit.FindsByPart)]
    [InlineData("by a part of their names", Habit.FindsByPart, Habit.CredentialsOnly, Habit.ReturnsLogin)]
    [InlineData("then lost it", Habit.ForgetsNewest)]
    public async Task What_is_not_kept_is_refused_with_the_reason(string because, params Habit[] habits)
    {
        var raw = New(habits, lag: TimeSpan.FromMinutes(5));

        var failure = await Assert.ThrowsAsync<Auth0Exception>(() => Open(raw).WriteAsync(Entry, Secret(Pem), mayRemoveFirst: true));

        Assert.Equal((ErrorReason.VaultWriteFailed, "Prod"), (failure.Reason, failure.Target));
        Assert.Contains(because, failure.Message, StringComparison.Ordinal);
        Assert.Contains(Entry, failure.Message, StringComparison.Ordinal);
        Assert.NotNull(failure.RecommendedAction);
    }

    [Theory]
    [InlineData(Habit.KeepsFirst)]
    [InlineData(Habit.RefusesReplacing)]
    public async Task An_entry_that_must_not_be_missing_is_not_removed_first(Habit habit)
    {
        var raw = New([habit]);
        await Open(raw).WriteAsync(Entry, Secret("former"), mayRemoveFirst: true);
        foreach (var isKnown in new[] { false, true })
        {
            if (isKnown)
                await Open(raw).WriteAsync("other", Secret("b"), mayRemoveFirst: true);
            raw.Asked.Clear();

            var failure = await Assert.ThrowsAsync<Auth0Exception>(() => Open(raw).WriteAsync(Entry, Secret("later"), mayRemoveFirst: false));

            Assert.Equal(ErrorReason.VaultWriteFailed, failure.Reason);
            Assert.Equal("former", await TextAsync(Open(raw), Entry));
            Assert.DoesNotContain(raw.Asked, static call => call.StartsWith("remove", StringComparison.Ordinal));
            await Open(raw).WriteAsync("other", Secret("a"), mayRemoveFirst: true);
        }
    }

    [Theory]
    [InlineData(Habit.Refuses)]
    [InlineData(Habit.ReadOnlyLater)]
    [InlineData(Habit.ThrottlesAll)]
    public async Task An_entry_is_never_removed_because_a_write_failed_for_another_reason(Habit habit)
    {
        var raw = New([]);
        await Open(raw).WriteAsync(Entry, Secret("former"), mayRemoveFirst: true);
        raw.Begin(habit);

        await Assert.ThrowsAsync<Auth0Exception>(() => Open(raw, TimeSpan.Zero).WriteAsync(Entry, Secret("later"), mayRemoveFirst: true));

        Assert.DoesNotContain(raw.Asked, static call => call.StartsWith("remove", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_was_learned_is_not_tried_again()
    {
        var raw = New([Habit.KeepsFirst, Habit.TextOnly]);
        await Open(raw).WriteAsync(Entry, Secret("one"), mayRemoveFirst: true);
        await Open(raw).WriteAsync(Entry, Secret("two"), mayRemoveFirst: true);
        _state.Habits.Forget();
        raw.Asked.Clear();

        var vault = Open(raw);
        await vault.ReadAsync(Entry, CancellationToken.None);
        await vault.WriteAsync(Entry, Secret("three"), mayRemoveFirst: true);

        Assert.Equal([$"get {Entry}", $"remove {Entry}", $"get {Entry}", $"set {Entry} String"], raw.Asked);
    }

    [Fact]
    public async Task A_vault_that_replaces_is_asked_once_for_each_write()
    {
        var raw = New([]);
        await Open(raw).WriteAsync(Entry, Secret("one"), mayRemoveFirst: true);
        await Open(raw).WriteAsync(Entry, Secret("two"), mayRemoveFirst: true);
        _state.Habits.Forget();
        raw.Asked.Clear();

        await Open(raw).WriteAsync(Entry, Secret("three"), mayRemoveFirst: true);

        Assert.Equal([$"set {Entry} SecureString"], raw.Asked);
    }

    [Fact]
    public async Task What_one_vault_of_a_module_keeps_is_tried_first_in_another()
    {
        var first = New([Habit.TextOnly]);
        await Open(first).WriteAsync(Entry, Secret("one"), mayRemoveFirst: true);
        var second = new HabitVault(Habit.TextOnly) { Module = first.Module, Time = first.Time };

        await Open(second).WriteAsync(Entry, Secret("one"), mayRemoveFirst: true);

        Assert.Equal((2, 1), (first.Writes, second.Writes));
    }

    [Fact]
    public async Task A_write_that_is_read_late_is_not_made_twice()
    {
        var raw = New([Habit.Lags]);

        await Open(raw).WriteAsync(Entry, Secret("one"), mayRemoveFirst: true);

        Assert.Equal(1, raw.Writes);
        Assert.Contains(Open(raw).Checks, static check => check.Name == "Reading" && check.Detail.Contains("seconds until it could be read", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_credential_is_kept_with_its_user_name_also_where_that_is_the_entrys()
    {
        var raw = New([]);
        await Open(raw).WriteAsync("plain", Secret("text"), mayRemoveFirst: true);
        foreach (var entry in new[] { "billing", "team/client-1" })
        {
            await Open(raw).WriteAsync(entry, new VaultSecret("client-1", SecureStrings.Protect("secret")), mayRemoveFirst: true);
            var found = await Open(raw).ReadAsync(entry, CancellationToken.None);
            Assert.Equal(("client-1", "secret"), (found!.UserName, SecureStrings.Reveal(found.Secret)));
        }
    }

    [Fact]
    public async Task A_vault_that_returns_secrets_as_credentials_keeps_credentials_as_well()
    {
        var raw = New([Habit.ReturnsCredential]);
        await Open(raw).WriteAsync("plain", Secret("text"), mayRemoveFirst: true);

        await Open(raw).WriteAsync("billing", new VaultSecret("client-1", SecureStrings.Protect("secret")), mayRemoveFirst: true);

        Assert.Equal("client-1", (await Open(raw).ReadAsync("billing", CancellationToken.None))!.UserName);
        Assert.Equal("text", await TextAsync(Open(raw), "plain"));
    }

    [Theory]
    [InlineData(Habit.NoCredentials)]
    [InlineData(Habit.TextOnly)]
    public async Task Credentials_are_refused_where_they_are_not_kept(Habit habit)
    {
        var raw = New([habit]);
        await Open(raw).WriteAsync("plain", Secret("text"), mayRemoveFirst: true);

        var failure = await Assert.ThrowsAsync<Auth0Exception>(() => Open(raw).WriteAsync(Entry, new VaultSecret("client-1", SecureStrings.Protect("secret")), mayRemoveFirst: true));

        Assert.Contains("cannot keep credentials", failure.Message, StringComparison.Ordinal);
        Assert.Contains("It does not keep credentials.", Open(raw).Checks.Single(static check => check.Name == "Forms").Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_removed_name_that_cannot_be_set_again_is_said_to_be_so_and_nothing_is_removed_any_more()
    {
        var raw = New([Habit.SoftDeletes, Habit.KeepsFirst]);
        await Open(raw).WriteAsync(Entry, Secret("one"), mayRemoveFirst: true);

        var failure = await Assert.ThrowsAsync<Auth0Exception>(() => Open(raw).WriteAsync(Entry, Secret("two"), mayRemoveFirst: true));

        Assert.Contains("did not take the name", failure.Message, StringComparison.Ordinal);
        Assert.Contains("deleted but recoverable", failure.Message, StringComparison.Ordinal);
        await Open(raw).WriteAsync("other", Secret("one"), mayRemoveFirst: true);
        raw.Asked.Clear();
        await Assert.ThrowsAsync<Auth0Exception>(() => Open(raw).WriteAsync("other", Secret("two"), mayRemoveFirst: true));
        Assert.DoesNotContain(raw.Asked, static call => call.StartsWith("remove", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_entry_that_is_listed_and_not_returned_is_not_taken_for_missing()
    {
        var raw = New([Habit.Broken]);
        var failure = await Assert.ThrowsAsync<Auth0Exception>(() => Open(raw).ReadAsync(Entry, CancellationToken.None));
        Assert.Equal(ErrorReason.VaultUnavailable, failure.Reason);

        var late = New([Habit.Lags], lag: TimeSpan.FromMinutes(5));
        await Assert.ThrowsAsync<Auth0Exception>(() => Open(late).WriteAsync(Entry, Secret("one"), mayRemoveFirst: true));
        failure = await Assert.ThrowsAsync<Auth0Exception>(() => Open(late).ReadAsync(Entry, CancellationToken.None));
        Assert.Equal(ErrorReason.VaultReadFailed, failure.Reason);
        Assert.Contains("lists it and returns nothing", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Names_are_refused_as_patterns_where_the_vault_reads_them_so()
    {
        foreach (var (habits, isRefused) in new[] { ((Habit[])[Habit.ReadsPatterns], true), ([], false) })
        {
            var raw = New(habits);
            await RefusedAsync(raw, "APP_*", "not known yet");
            await Open(raw).WriteAsync("auth0ps-fingerprint-key", Secret("key"), mayRemoveFirst: false);
            foreach (var name in new[] { "APP_*", "B[1]", "a?c", "back`tick" })
            {
                if (isRefused)
                    await RefusedAsync(raw, name, "as a pattern");
                else
                    await Open(raw).RequireNamesAsync([name], "auth0ps-fingerprint-key", areChosenNow: false, CancellationToken.None);
            }
        }
    }

    [Theory]
    [InlineData("Az.KeyVault", "APP_SECRET", "letters, digits and hyphens")]
    [InlineData("az.keyvault", "über", "letters, digits and hyphens")]
    [InlineData("Microsoft.PowerShell.SecretStore", "APP_*", "as a pattern")]
    [InlineData("Any", "soft\u00ADhyphen", "cannot be seen")]
    [InlineData("Any", "joiner\u200D", "cannot be seen")]
    [InlineData("Any", " padded", "white space")]
    public async Task Names_are_refused_by_rule_before_the_vault_is_asked(string module, string name, string because)
    {
        var raw = new HabitVault { Module = module };

        await RefusedAsync(raw, name, because);

        Assert.DoesNotContain(raw.Asked, static call => call.StartsWith("set", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_character_that_was_in_no_name_that_was_kept_is_doubted_where_names_are_chosen()
    {
        var raw = New([Habit.PlainNames]);
        var vault = Open(raw);
        await vault.WriteAsync("plain", Secret("one"), mayRemoveFirst: true);

        var failure = await Assert.ThrowsAsync<Auth0Exception>(() => vault.WriteAsync("team/app", Secret("one"), mayRemoveFirst: true));

        Assert.Contains("none with '/' in its name", failure.Message, StringComparison.Ordinal);
        failure = await Assert.ThrowsAsync<Auth0Exception>(() => Open(raw).RequireNamesAsync(["other/app"], "key", areChosenNow: true, CancellationToken.None));
        Assert.Contains("'/'", failure.Message, StringComparison.Ordinal);

        // A rotation that has such names is tried again: the vault may have learned.
        await Open(raw).RequireNamesAsync(["other/app"], "key", areChosenNow: false, CancellationToken.None);
    }

    [Fact]
    public async Task An_entry_that_is_found_by_a_part_of_another_name_is_not_written()
    {
        var other = New([Habit.FindsByPart]);
        await other.SetAsync("billing-of-somebody-else", Secret("theirs"), VaultForm.SecureString);

        var failure = await Assert.ThrowsAsync<Auth0Exception>(() => Open(other).WriteAsync("billing", Secret("ours"), mayRemoveFirst: true));

        Assert.Contains("by a part of their names", failure.Message, StringComparison.Ordinal);
        Assert.Equal(("theirs", 1), (other.Text("billing-of-somebody-else"), other.Writes));
    }

    [Fact]
    public async Task What_is_remembered_tells_no_name_and_no_secret()
    {
        var raw = New([Habit.TextOnly, Habit.KeepsFirst]);
        await Open(raw).WriteAsync(Entry, Secret("very-secret"), mayRemoveFirst: true);
        await Open(raw).WriteAsync(Entry, Secret("very-secret-too"), mayRemoveFirst: true);

        var file = await File.ReadAllTextAsync(Path.Combine(_state.Folder.Location, VaultMemory.FileName));

        Assert.Contains("\"overwrites\": false", file, StringComparison.Ordinal);
        Assert.DoesNotContain("very-secret", file, StringComparison.Ordinal);
        Assert.DoesNotContain(Entry, file, StringComparison.Ordinal);
        Assert.DoesNotContain(raw.Identity, file, StringComparison.Ordinal);
    }

    [Fact]
    public void A_key_on_one_line_is_the_same_key()
    {
        using var pem = SecureStrings.Protect(Pem);
        using var line = PrivateKeyText.ToOneLine(pem)!;

        Assert.DoesNotContain("\n", SecureStrings.Reveal(line), StringComparison.Ordinal);
        Assert.Equal(Pem, SecureStrings.Reveal(PrivateKeyText.FromOneLine(line)!));
        Assert.Null(PrivateKeyText.FromOneLine(pem));
        Assert.Null(PrivateKeyText.ToOneLine(line));
        Assert.Null(PrivateKeyText.FromOneLine(SecureStrings.Protect(new string('A', 800))));
        Assert.Null(PrivateKeyText.ToOneLine(SecureStrings.Protect("-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----")));
    }

    private async Task RefusedAsync(HabitVault raw, string name, string because)
    {
        var failure = await Assert.ThrowsAsync<Auth0Exception>(() => Open(raw).RequireNamesAsync([name], "auth0ps-fingerprint-key", areChosenNow: false, CancellationToken.None));
        Assert.Equal(ErrorReason.InvalidArgument, failure.Reason);
        Assert.Contains(because, failure.Message, StringComparison.Ordinal);
    }

    // A clock that runs a hundred times faster: the patience of fifteen seconds takes a test a seventh of one.
    private static HabitVault New(Habit[] habits, TimeSpan? lag = null) =>
        new(habits) { Time = new ScaledTime(100), Lag = lag ?? TimeSpan.FromSeconds(10) };

    private LearningVault Open(HabitVault raw, TimeSpan? patience = null) => new(raw, _state.Habits, raw.Time, patience ?? _state.Limits.VaultReadLag);

    private static VaultSecret Secret(string text) => new(SecureStrings.Protect(text));

    private static async Task<string?> TextAsync(LearningVault vault, string entry) =>
        await vault.ReadAsync(entry, CancellationToken.None) is { UserName: null } found ? SecureStrings.Reveal(found.Secret) : null;

    private static string NewPem()
    {
        using var key = RSA.Create(2048);
        return key.ExportPkcs8PrivateKeyPem();
    }
}
