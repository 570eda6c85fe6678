using Auth0Ps.Connections;
using Auth0Ps.Rotation.Definitions;

namespace Auth0Ps.Configuration;

/// <summary>What has to be done so that all is as a configuration file has it.</summary>
/// <param name="Connections">The steps for connections, in the order in which they can be taken; removals are last.</param>
/// <param name="Rotations">The steps for rotations, in the order of the file; removals are last.</param>
/// <param name="Wanted">All rotations as they are to be.</param>
/// <param name="Faults">Why nothing of it can be done; empty where it can be.</param>
internal sealed record ConfigurationPlan(
    IReadOnlyList<ConnectionStep> Connections, IReadOnlyList<RotationStep> Rotations, IReadOnlyList<Auth0SecretRotation> Wanted, IReadOnlyList<Auth0Exception> Faults)
{
    /// <summary>What is saved, and the file does not name; empty where that is removed.</summary>
    public IReadOnlyList<string> LeftAlone { get; init; } = [];
}

/// <summary>A step for a connection.</summary>
/// <param name="Change">How it is reported.</param>
/// <param name="Former">The connection as it is; null where it is made.</param>
/// <param name="Wanted">The connection as it is to be; as it is where it is removed.</param>
/// <param name="Path">Where the file has it; its name where it does not.</param>
internal sealed record ConnectionStep(Auth0ConfigurationChange Change, Auth0Connection? Former, Auth0Connection Wanted, string Path)
{
    /// <summary>What is asked for; null where nothing is, or where it is removed.</summary>
    public ConnectionRequest? Request { get; init; }

    /// <summary>True where the tenant is asked whether the connection works; a person who would have to sign in is not.</summary>
    public bool IsTested { get; init; }
}

/// <summary>A step for a rotation.</summary>
/// <param name="Change">How it is reported.</param>
/// <param name="Former">The rotation as it is; null where it is made.</param>
/// <param name="Wanted">The rotation as it is to be; as it is where it is removed.</param>
/// <param name="Path">Where the file has it; its name where it does not.</param>
internal sealed record RotationStep(Auth0ConfigurationChange Change, Auth0SecretRotation? Former, Auth0SecretRotation Wanted, string Path)
{
    /// <summary>What is asked for; null where nothing is, or where it is removed.</summary>
    public RotationRequest? Request { get; init; }
}
