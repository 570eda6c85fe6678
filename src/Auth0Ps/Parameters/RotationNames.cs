using Auth0Ps.Pipeline;

namespace Auth0Ps.Parameters;

/// <summary>Finds saved rotations by name with wildcards.</summary>
internal static class RotationNames
{
    /// <summary>The rotations of these names; one that is spelled out and does not exist is reported.</summary>
    public static List<Auth0SecretRotation> Choose(IEnumerable<string> names, Action<Auth0Exception> tell) =>
        WildcardNames.Choose(names, ModuleState.Current.Rotations.Match, static rotation => rotation.Id, ModuleState.Current.Rotations.NotFound, tell);

    /// <summary>The rotations that are meant: that of a piped application, a piped one itself, or those of these names.</summary>
    public static List<Auth0SecretRotation> Choose(Auth0Application? application, Auth0SecretRotation? piped, IEnumerable<string> names, Action<Auth0Exception> tell) =>
        application is not null ? [Of(application)] : piped is not null ? [piped] : Choose(names, tell);

    /// <summary>The saved rotation of an application, whatever both are called.</summary>
    /// <exception cref="Auth0Exception"><see cref="ErrorReason.RotationNotFound"/>.</exception>
    public static Auth0SecretRotation Of(Auth0Application application) =>
        ModuleState.Current.Rotations.All.FirstOrDefault(rotation => rotation.ClientId == application.ClientId)
        ?? throw new Auth0Exception(
            ErrorReason.RotationNotFound,
            $"No rotation of '{application.Name}' ({application.ClientId}) is saved.",
            $"Create one: New-Auth0SecretRotation -ClientId {application.ClientId} -Vault NAME")
        { Target = application.ClientId };

    /// <summary>The saved rotation that an earlier run was of, also when it has another name by now.</summary>
    /// <param name="name">The name that the run has.</param>
    /// <param name="clientId">The client whose secret it was about.</param>
    /// <exception cref="Auth0Exception"><see cref="ErrorReason.RotationNotFound"/>.</exception>
    public static Auth0SecretRotation OfRun(string name, string clientId) =>
        ModuleState.Current.Rotations.All.FirstOrDefault(rotation => rotation.ClientId == clientId)
        ?? throw new Auth0Exception(
            ErrorReason.RotationNotFound,
            $"The run '{name}' of {clientId} is of no saved rotation.",
            $"Rotate the application itself: Get-Auth0Application -ClientId {clientId} | Invoke-Auth0SecretRotation")
        { Target = clientId };
}
