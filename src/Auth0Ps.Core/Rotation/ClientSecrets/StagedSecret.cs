using System.Security;
using Auth0Ps.Rotation.Journal;

namespace Auth0Ps.Rotation.ClientSecrets;

/// <summary>With which secret a rotation continues, or why it does not.</summary>
internal abstract record StagedSecret(RotationEntry Entry)
{
    /// <summary>With this one.</summary>
    /// <param name="Secret">The secret; the caller owns it.</param>
    /// <param name="LiveBy">How it was proven to be live already; null where it is to be sent.</param>
    internal sealed record Ready(RotationEntry Entry, SecureString Secret, RotationVerification? LiveBy = null) : StagedSecret(Entry);

    /// <summary>With none: another secret is live than this rotation made, and its entries are to take that one.</summary>
    /// <param name="Live">The live secret; the caller owns it.</param>
    internal sealed record Foreign(RotationEntry Entry, SecureString Live) : StagedSecret(Entry);

    /// <summary>With none: it is over, and nothing is lost.</summary>
    /// <param name="Why">Why.</param>
    internal sealed record Over(RotationEntry Entry, Auth0Exception Why) : StagedSecret(Entry);

    /// <summary>With none, because it is not known which secret is live; the user has to say that it may continue.</summary>
    /// <param name="Why">What is not known, and what leads out.</param>
    /// <param name="MayBeLive">The secrets that the entries hold, in the order in which they are to be made live again; none where nothing is left to keep.</param>
    internal sealed record Stuck(RotationEntry Entry, Auth0Exception Why, IReadOnlyList<SecureString> MayBeLive) : StagedSecret(Entry);
}
