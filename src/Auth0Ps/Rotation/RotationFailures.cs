namespace Auth0Ps.Rotation;

/// <summary>Words the error that goes with a result.</summary>
internal static class RotationFailures
{
    /// <summary>The error, or null when there is none: an application that came with a whole tenant and cannot be rotated is none.</summary>
    /// <param name="rotation">What became of it.</param>
    /// <param name="explicitly">True when the user named this application.</param>
    public static Auth0Exception? Of(SecretRotation rotation, bool explicitly) => rotation.Status switch
    {
        RotationStatus.Failed => Failed(rotation, rotation.Failure!),
        RotationStatus.Interrupted => rotation.Failure,
        RotationStatus.Skipped when explicitly && rotation.Vault is null => NotRotatable(rotation),
        _ => null,
    };

    private static Auth0Exception Failed(SecretRotation rotation, Auth0Exception cause) =>
        new(cause.Reason,
            $"The {(rotation.CredentialType == CredentialType.ClientSecret ? "client secret" : "private key")} of '{rotation.Application.Name}' ({rotation.Application.ClientId}) was not rotated: {cause.Message}",
            cause.RecommendedAction,
            cause)
        {
            Target = rotation.Application.ClientId,
            StatusCode = cause.StatusCode,
            ErrorCode = cause.ErrorCode,
            RequestId = cause.RequestId,
        };

    private static Auth0Exception NotRotatable(SecretRotation rotation)
    {
        var application = rotation.Application;
        return new(
            ErrorReason.ApplicationNotRotatable,
            $"'{application.Name}' ({application.ClientId}) cannot be rotated here. {rotation.Message}",
            string.Equals(application.ClientId, application.Connection.ClientId, StringComparison.Ordinal)
                ? $"Connection '{application.Connection.Name}' keeps its secret in this process alone, where a new one would be lost. Rotate this application through another connection."
                : "Get-Auth0Application -Rotatable lists those that can be.")
        { Target = application.ClientId };
    }
}
