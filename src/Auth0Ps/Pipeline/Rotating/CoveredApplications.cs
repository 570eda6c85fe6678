namespace Auth0Ps.Pipeline.Rotating;

/// <summary>
/// Keeps a rotation without a definition from leaving the saved one of the same application with a dead secret: it goes where that one's consumers look,
/// unless the user says otherwise.
/// </summary>
/// <param name="console">Where it is asked.</param>
internal sealed class CoveredApplications(IRotationConsole console)
{
    /// <summary>The saved rotation of the same credential of an application; null when none covers it.</summary>
    /// <exception cref="Auth0Exception">The file of saved rotations cannot be used.</exception>
    public static Auth0SecretRotation? Find(Auth0Application application, CredentialType type) =>
        ModuleState.Current.Rotations.Covering(ModuleState.Current.Connections.Client(application.Connection, application.ClientId)) is { } saved && saved.CredentialType == type
            ? saved
            : null;

    /// <summary>What a rotation into another place would leave behind.</summary>
    public static string LeavesBehind(Auth0SecretRotation saved, Auth0Application application, string vault) =>
        $"Rotation '{saved.Name}' keeps the {saved.Kind.Name} of '{application.Name}' ({application.ClientId}) as '{saved.Entries.SecretEntry}' in vault '{saved.Vault}'. Rotated into vault '{vault}', that one would be dead, and those who read it refused.";

    /// <summary>Refuses where nobody is asked, and nothing is only told.</summary>
    /// <exception cref="Auth0Exception"><see cref="ErrorReason.ConfirmationRequired"/>, and what to do.</exception>
    public async Task RequireSomeoneToAskAsync(Auth0SecretRotation saved, Auth0Application application, string vault)
    {
        if (!await console.IsWhatIfAsync() && (Unattended.NobodyIsAsked || !await console.IsAskedAsync()))
            throw Refusal(saved, application, vault);
    }

    /// <summary>Asks whether to leave the saved rotation with a dead secret.</summary>
    /// <exception cref="Auth0Exception"><see cref="ErrorReason.ConfirmationRequired"/>: this host cannot ask.</exception>
    public async Task<bool> AskAsync(Auth0SecretRotation saved, Auth0Application application, string vault)
    {
        try
        {
            return await console.ShouldContinueAsync($"{LeavesBehind(saved, application, vault)} Continue all the same?", "Leave a saved rotation with a dead secret");
        }
        catch (Auth0Exception exception) when (exception.Reason == ErrorReason.ConfirmationRequired)
        {
            throw Refusal(saved, application, vault);
        }
    }

    private static Auth0Exception Refusal(Auth0SecretRotation saved, Auth0Application application, string vault) => new(
        ErrorReason.ConfirmationRequired,
        LeavesBehind(saved, application, vault),
        $"Rotate it where it is read: Invoke-Auth0SecretRotation -Name {saved.Name}. To leave that one dead, add -Force.")
    { Target = application.ClientId };
}
