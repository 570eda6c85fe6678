using System.Security;
using Auth0Ps.Security;

namespace Auth0Ps.Rotation.ClientSecrets;

/// <summary>What a rotation's entries hold, as it finds them.</summary>
/// <param name="All">Each place with its two values; the destination first.</param>
internal sealed record HeldSecrets(IReadOnlyList<HeldSecrets.At> All)
{
    /// <summary>The destination.</summary>
    public At Main => All[0];

    /// <summary>What consumers and connections find now, each value once.</summary>
    public IReadOnlyList<SecureString> Finals => Distinct(All.Select(at => at.Final));

    /// <summary>What waits beside a final value and differs from it: it may be live already. Equal means settled.</summary>
    public IReadOnlyList<SecureString> Unsettled => Distinct(All.Where(at => !at.IsSettled).Select(at => at.Next));

    /// <summary>Refuses a final entry that holds something else than a secret, before anything depends on it.</summary>
    /// <exception cref="Auth0Exception"><see cref="ErrorReason.VaultReadFailed"/>, and what to do.</exception>
    public void RequireSecrets()
    {
        if (All.FirstOrDefault(at => at.Fault is not null) is { } odd)
            throw new Auth0Exception(ErrorReason.VaultReadFailed, odd.Fault!.Message, WhatToDo(odd.Place), odd.Fault) { Target = odd.Place.Vault };
    }

    /// <summary>What to do about a final entry that holds something else than a secret.</summary>
    public static string WhatToDo(VaultSecretPlace place) =>
        $"Look what '{place.Name}' holds, and move it to another name or remove it: Remove-Secret -Name '{place.Name}' -Vault '{place.Vault}'";

    /// <summary>The first value of which something is true; null for none.</summary>
    public SecureString? Find(Func<SecureString, bool> isIt) => All.SelectMany(at => new[] { at.Next, at.Final }).OfType<SecureString>().FirstOrDefault(isIt);

    private static List<SecureString> Distinct(IEnumerable<SecureString?> secrets)
    {
        var distinct = new List<SecureString>();
        foreach (var secret in secrets.OfType<SecureString>())
        {
            if (!distinct.Exists(other => SecureStrings.AreEqual(other, secret)))
                distinct.Add(secret);
        }

        return distinct;
    }

    /// <summary>What one place holds.</summary>
    /// <param name="Place">The place.</param>
    /// <param name="Next">The next value; null for none.</param>
    /// <param name="Final">The final value; null for none, and for something that is no secret.</param>
    /// <param name="Fault">Why the final entry's content is no secret; null where it is one or none.</param>
    internal sealed record At(VaultSecretPlace Place, SecureString? Next, SecureString? Final, Auth0Exception? Fault)
    {
        public bool IsSettled => Next is null || SecureStrings.AreEqual(Next, Final);
    }
}
