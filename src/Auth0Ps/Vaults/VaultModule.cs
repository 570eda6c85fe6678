using System.Collections;
using System.Collections.ObjectModel;
using System.Management.Automation;

namespace Auth0Ps.Vaults;

/// <summary>Asks a vault's module itself, where SecretManagement cannot be asked (<see cref="WithinVault"/>). Only reads.</summary>
/// <remarks>
/// The module is imported a second time for that. One that keeps what unlocked it in a variable of its own is locked here; SecretStore keeps
/// it in its assembly.
/// </remarks>
internal static class VaultModule
{
    // As SecretManagement finds the commands: in the module nested in the vault's, which exports them to nobody else. Nothing else runs in
    // this runspace, whose preference is the one that modules see.
    private const string Script = """
        param($Name, $Path, $Command, $Parameters)
        $global:ErrorActionPreference = 'Stop'
        $module = Microsoft.PowerShell.Core\Get-Module -Name $Name
        if (-not $module) {
            $module = Microsoft.PowerShell.Core\Import-Module -Name $Path -PassThru
        }
        & $module "$Name.Extension\$Command" @Parameters
        """;

    /// <summary>What the vault returns for a name, text as a SecureString; null when it returns nothing.</summary>
    public static object? Get(RegisteredVault vault, string entry)
    {
        var found = Invoke(vault, "Get-Secret", "Name", entry).Select(static item => item?.BaseObject).ToList();
        return found switch
        {
            [] or [null, ..] => null,
            [byte, ..] => found.Cast<byte>().ToArray(),
            [IList { Count: > 0 } wrapped and not byte[], ..] => ToSecure((wrapped[0] as PSObject)?.BaseObject ?? wrapped[0]),
            _ => ToSecure(found[0]),
        };
    }

    /// <summary>What the vault lists under a name.</summary>
    public static Collection<PSObject> List(RegisteredVault vault, string entry) =>
        Invoke(vault, "Get-SecretInfo", "Filter", WildcardPattern.Escape(entry));

    private static Collection<PSObject> Invoke(RegisteredVault vault, string command, string parameter, string value)
    {
        var settings = new Hashtable { ["Verbose"] = false };
        foreach (var (name, setting) in vault.Settings)
            settings[name] = setting;
        var parameters = new Hashtable { [parameter] = value, ["VaultName"] = vault.Name, ["AdditionalParameters"] = settings };
        using var shell = PowerShell.Create();
        shell.Runspace = VaultRunspace.Open();
        shell.AddScript(Script).AddArgument(vault.ModuleName).AddArgument(vault.ModulePath).AddArgument(command).AddArgument(parameters);
        return shell.Invoke();
    }

    private static object? ToSecure(object? value) => value is string text ? Security.SecretText.Protect(text) : value;
}
