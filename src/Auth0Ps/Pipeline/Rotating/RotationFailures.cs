using Auth0Ps.Rotation;

namespace Auth0Ps.Pipeline.Rotating;

/// <summary>Words the error that goes with a result.</summary>
internal static class RotationFailures
{
    /// <summary>The error, or null when there is none: an application that came with a whole tenant and cannot be rotated is not one.</summary>
    /// <param name="rotation">What became of it.</param>
    /// <param name="explicitly">True when the user named this application.</param>
    public static Auth0Exception? Of(RotationOutcome rotation, bool explicitly) => rotation.Status switch
    {
        RotationStatus.Failed => Failed(rotation, rotation.Failure!),
        RotationStatus.Interrupted => rotation.Failure,
        RotationStatus.Skipped when explicitly && rotation.Vault is null => NotRotatable(rotation),
        _ => null,
    };

    private static Auth0Exception Failed(RotationOutcome rotation, Auth0Exception cause) =>
        new(cause.Reason,
            $"The {CredentialKind.Of(rotation.CredentialType).Name} of '{rotation.Application.Name}' ({rotation.Application.ClientId}) was not rotated: {cause.Message}",
            cause.RecommendedAction,
            cause)
        {
            Target = rotation.Application.ClientId,
            AnswerOf = cause,
        };

    /// <summary>The connection signs in with this application, so that its new secret has to reach the connection's own place.</summary>
    private static string OwnApplication(Auth0Connection connection) => connection.SecretReference switch
    {
        { Location: SecretLocation.Vault } place when connection.TokenEndpointAuthMethod == "client_secret_post" =>
            $"Connection '{connection.Name}' signs in with it, from entry '{place.SecretName}' in vault '{place.Vault}'. Add -Vault NAME for the new secret, and the connection's entry moves along.",
        { Location: SecretLocation.Process } =>
            $"Connection '{connection.Name}' signs in with it and keeps its secret in this process only, where a new one would be lost. Keep it in a vault first: Set-Auth0Connection {connection.Name} -Vault NAME. Or rotate this application through another connection.",
        var place =>
            $"Connection '{connection.Name}' signs in with it, and its secret is kept in {place}, where the new one cannot be put. Keep it in a vault first: Set-Auth0Connection {connection.Name} -Vault NAME. Or rotate this application through another connection.",
    };

    private static Auth0Exception NotRotatable(RotationOutcome rotation)
    {
        var application = rotation.Application;
        return new(
            ErrorReason.ApplicationNotRotatable,
            $"'{application.Name}' ({application.ClientId}) cannot be rotated here. {rotation.Message}",
            string.Equals(application.ClientId, application.Connection.ClientId, StringComparison.Ordinal)
                ? OwnApplication(application.Connection)
                : application.SignsInByCertificate ? "Let it sign in with a client secret first, in the dashboard: Applications > Applications > the application > Credentials."
                : "Get-Auth0Application -Rotatable lists those that can be.")
        { Target = application.ClientId };
    }
}
