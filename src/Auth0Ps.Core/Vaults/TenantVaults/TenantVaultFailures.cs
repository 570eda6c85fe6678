namespace Auth0Ps.Vaults.TenantVaults;

/// <summary>Words why an application's credential cannot be read or set.</summary>
internal static class TenantVaultFailures
{
    public static Auth0Exception WithoutSecret(Auth0Application application) =>
        new(ErrorReason.SecretUnavailable,
            $"Auth0 shows no client secret of '{application.Name}' ({application.ClientId}){Because(application)}.",
            "Get-SecretInfo lists the applications that have one.")
        { Target = application.ClientId };

    public static Auth0Exception MissingScope(string vault, Auth0Connection connection, string scope) =>
        new(ErrorReason.InsufficientScope,
            $"The vault '{vault}' cannot do that: connection '{connection.Name}' lacks the permission {scope}.",
            $"Dashboard: Applications > APIs > Auth0 Management API > Machine To Machine Applications > {connection.ClientId}: tick {scope}. Then Get-Auth0AccessToken -Connection {connection.Name} -Force fetches a token that carries it.")
        { Target = connection.Name };

    public static Auth0Exception OtherUser(Auth0Application application, string user) =>
        new(ErrorReason.InvalidArgument,
            $"The credential is one of '{user}', and the client id of '{application.Name}' is '{application.ClientId}'.",
            "Give a credential whose user name is the client id, or only the secret.")
        { Target = application.ClientId };

    public static Auth0Exception NotSettable(Auth0Application application) =>
        new(ErrorReason.ApplicationNotRotatable,
            $"The client secret of '{application.Name}' ({application.ClientId}) cannot be set{Because(application)}.",
            "Get-SecretInfo lists the applications that have one.")
        { Target = application.ClientId };

    public static Auth0Exception SignsIn(Auth0Application application, Auth0Connection user) =>
        new(ErrorReason.ApplicationNotRotatable,
            $"Connection '{user.Name}' signs in as '{application.Name}' ({application.ClientId}), and would be locked out by another secret.",
            $"A rotation takes the connection along: Invoke-Auth0SecretRotation -Connection {user.Name} -ClientId {application.ClientId} -Vault NAME")
        { Target = application.ClientId };

    public static Auth0Exception Unfinished(Auth0Application application, string rotation, string vault) =>
        new(ErrorReason.RotationInterrupted,
            $"A rotation of '{application.Name}' ({application.ClientId}) into vault '{vault}' is interrupted, and its secret may be the live one.",
            $"Finish it first: Resume-Auth0SecretRotation -Name {rotation}")
        { Target = application.ClientId };

    public static Auth0Exception Refused(Auth0Application application, Auth0Exception cause) =>
        From(cause, cause.Reason, $"The secret of '{application.Name}' ({application.ClientId}) was not changed: {cause.Message}", cause.RecommendedAction, application);

    public static Auth0Exception Unknown(Auth0Application application, Auth0Exception? cause, string what) => From(
        cause,
        ErrorReason.RotationInterrupted,
        $"It is not known whether '{application.Name}' ({application.ClientId}) has the new secret: {what}",
        "Keep the old secret and the new one, and run the same command again; it may be repeated until it succeeds.",
        application);

    private static Auth0Exception From(Auth0Exception? cause, ErrorReason reason, string message, string? action, Auth0Application application) =>
        new(reason, message, action, cause)
        {
            Target = application.ClientId,
            AnswerOf = cause,
        };

    private static string Because(Auth0Application application) =>
        application.IsGlobal ? ": it is the tenant's legacy global client"
        : TenantVaultNames.HasSecret(application) ? ""
        : $": it signs in with {application.TokenEndpointAuthMethod}";
}
