using System.Security;
using Auth0Ps.OAuth.Keys;
using Auth0Ps.Security;

namespace Auth0Ps.Vaults.Learning;

/// <summary>One way to hand a secret to a vault.</summary>
/// <param name="Wanted">What is to be read back.</param>
/// <param name="Secret">What the vault is handed; of a secret that goes as a credential, one that bears the entry's name.</param>
/// <param name="Form">The type that it is handed as.</param>
/// <param name="IsOneLine">Whether a private key was put on one line.</param>
internal sealed record WriteTrial(VaultSecret Wanted, VaultSecret Secret, VaultForm Form, bool IsOneLine)
{
    private static readonly VaultForm[] All = [VaultForm.SecureString, VaultForm.String, VaultForm.PSCredential];

    /// <summary>Whether the vault was handed line breaks.</summary>
    public bool HasLineBreaks => !IsOneLine && SecureStrings.Use(Wanted.Secret, (object?)null, static (bytes, _) => bytes.Contains((byte)'\n'));

    /// <summary>The ways to try, one after the other.</summary>
    /// <param name="habits">What is known of the vault.</param>
    /// <param name="hint">What another vault of its module keeps.</param>
    public static IEnumerable<WriteTrial> For(VaultSecret secret, string entry, VaultHabits habits, VaultForm? hint)
    {
        if (secret.Kind == VaultSecretKind.Credential)
        {
            yield return new WriteTrial(secret, secret, VaultForm.PSCredential, IsOneLine: false);
            yield break;
        }

        var forms = habits.SecretForm is { } known ? [known] : hint is { } first ? [first, .. All.Where(form => form != first)] : All;
        var line = PrivateKeyText.ToOneLine(secret.Secret);
        foreach (var form in forms)
        {
            if (line is null || habits.KeepsLineBreaks != false)
                yield return Of(secret.Secret, form, isOneLine: false);
            if (line is not null)
                yield return Of(line, form, isOneLine: true);
        }

        WriteTrial Of(SecureString text, VaultForm form, bool isOneLine) =>
            new(secret, form == VaultForm.PSCredential ? new VaultSecret(EntryNames.LastPart(entry), text) : new VaultSecret(text), form, isOneLine);
    }
}

/// <summary>What became of a trial.</summary>
/// <param name="State">What the entry holds.</param>
/// <param name="Refusal">What the vault said against the write; null when nothing.</param>
/// <param name="Elapsed">How long it took until that was clear.</param>
internal sealed record WriteOutcome(WriteState State, string? Refusal, TimeSpan Elapsed)
{
    /// <summary>Whether a credential came back.</summary>
    public bool ReturnedCredential { get; init; }

    /// <summary>The type of what came back; null when nothing did.</summary>
    public string? Found { get; init; }

    /// <summary>What the vault failed with when it was asked for the entry.</summary>
    public string? Failure { get; init; }

    /// <summary>What the vault warned of.</summary>
    public string? Remark { get; init; }

    /// <summary>Why the entry does not hold what it should.</summary>
    public string Why => Refusal ?? State switch
    {
        WriteState.Missing when Failure is not null => $"{Reported}, but the entry cannot be read afterwards: {Failure}",
        WriteState.Missing => $"{Reported}, but there is no such entry afterwards.",
        WriteState.Unchanged => $"{Reported}, but the entry still holds what it held before: the vault does not replace entries, or has two of that name and returns the other one.",
        _ => $"{Reported}, but the entry reads back as something else than was written{(Found is nameof(VaultSecret) or null ? "" : $", of the kind {Found}")}: the vault changes what it is given, or has two entries of that name and returns the other one.",
    };

    private string Reported => Remark is null ? "the vault reported no error" : $"the vault reported no error and warned \"{Remark}\"";
}

/// <summary>What an entry holds after a write.</summary>
internal enum WriteState
{
    /// <summary>What was written.</summary>
    Kept,

    /// <summary>Nothing.</summary>
    Missing,

    /// <summary>What it held before.</summary>
    Unchanged,

    /// <summary>Something else.</summary>
    Changed,
}
