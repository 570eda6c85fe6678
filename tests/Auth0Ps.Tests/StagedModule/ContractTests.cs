using Auth0Ps.ModuleBuilder.Manifests;
using Auth0Ps.Tests.Support;

namespace Auth0Ps.Tests.StagedModule;

/// <summary>Cmdlet names are a promise: once users type them, they stay.</summary>
public sealed class ContractTests
{
    private static readonly string[] Promised =
    [
        "New-Auth0Connection", "Get-Auth0Connection", "Set-Auth0Connection", "Remove-Auth0Connection", "Test-Auth0Connection",
        "Import-Auth0Connection",
        "Get-Auth0AccessToken", "Invoke-Auth0RestMethod", "Get-Auth0Application",
        "New-Auth0SecretRotation", "Get-Auth0SecretRotation", "Set-Auth0SecretRotation", "Remove-Auth0SecretRotation",
        "Invoke-Auth0SecretRotation", "Test-Auth0SecretRotation", "Resume-Auth0SecretRotation", "Undo-Auth0SecretRotation",
        "Get-Auth0SecretRotationHistory", "Import-Auth0SecretRotation",
        "Register-Auth0RotationSchedule", "Get-Auth0RotationSchedule", "Unregister-Auth0RotationSchedule",
        "Register-Auth0RotationHook", "Get-Auth0RotationHook", "Test-Auth0RotationHook", "Unregister-Auth0RotationHook",
        "Get-Auth0SecretUsage", "Get-Auth0CredentialReport", "Export-Auth0CredentialReport",
        "Get-Auth0StateStore", "Set-Auth0StateStore", "Move-Auth0StateStore",
        "Export-Auth0Configuration", "Sync-Auth0Configuration",
        "Start-Auth0Sandbox", "Stop-Auth0Sandbox", "Use-Auth0Sandbox",
    ];

    [Fact]
    public void No_cmdlet_bears_a_name_that_was_not_agreed_on()
    {
        var manifest = DataFileReader.Read(File.ReadAllText(Path.Combine(Clone.StagedModule, "Auth0Ps.psd1")));

        Assert.Empty(manifest.Texts("CmdletsToExport").Except(Promised, StringComparer.Ordinal));
    }
}
