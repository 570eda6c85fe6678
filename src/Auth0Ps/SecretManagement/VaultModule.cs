using System.Collections;
using System.Collections.ObjectModel;
using System.Management.Automation;
using System.Management.Automation.Runspaces;

namespace Auth0Ps.SecretManagement;

/// <summary>Asks a vault's module itself, rather than SecretManagement. Only reads.</summary>
/// <remarks>
/// <para>
/// Where SecretManagement itself cannot be asked (<see cref="WithinVault"/>), the module is imported a second time for that. One that keeps what
/// unlocked it in a variable of its own is locked there.
/// </para>
/// <para>
/// Elsewhere it is asked in SecretManagement's runspace, as SecretManagement does it. Its cmdlet would make a SecureString of text in a
/// pipeline that all threads of the process have in common, once the runspace is free for others again; when two of them are in it, the process ends.
/// </para>
/// </remarks>
internal static class VaultModule
{
    // As SecretManagement finds the commands: in the module nested in the vault's, which exports them to nobody else.
    private const string Script = """
        param($Name, $Path, $Command, $Parameters)
        $module = Microsoft.PowerShell.Core\Get-Module -Name $Name
        if (-not $module) {
            $module = Microsoft.PowerShell.Core\Import-Module -Name $Path -PassThru
        }
        & $module "$Name.Extension\$Command" @Parameters
        """;

    /// <summary>Whether this is SecretManagement's runspace (<see cref="SecretManagementTurn"/>).</summary>
    public static bool IsInTurn => Runspace.DefaultRunspace is not null;

    /// <summary>What the vault returns for a name, text as a SecureString; null when it returns nothing.</summary>
    public static object? Get(RegisteredVault vault, string entry)
    {
        var (output, error) = Invoke(vault, "Get-Secret", "Name", entry);

        // Some vaults report an error and return what they have all the same, and an empty table where they have nothing.
        var found = output.Select(static item => item?.BaseObject is PSCustomObject ? item : item?.BaseObject).Where(static item => item is not IDictionary { Count: 0 }).ToList();
        if (found.Count == 0 && error is not null)
            throw new ReportedByVaultException(error);
        return found switch
        {
            [] or [null, ..] => null,
            [byte, ..] => found.Cast<byte>().ToArray(),
            [IList { Count: > 0 } wrapped and not byte[], ..] => ToSecure((wrapped[0] as PSObject)?.BaseObject ?? wrapped[0]),
            _ => ToSecure(found[0]),
        };
    }

    /// <summary>What the vault lists under a name.</summary>
    public static Collection<PSObject> List(RegisteredVault vault, string entry)
    {
        var (output, error) = Invoke(vault, "Get-SecretInfo", "Filter", WildcardPattern.Escape(entry));
        return error is null ? output : throw new ReportedByVaultException(error);
    }

    private static (Collection<PSObject> Output, ErrorRecord? Error) Invoke(RegisteredVault vault, string command, string parameter, string value)
    {
        var settings = new Hashtable { ["Verbose"] = false };
        foreach (var (name, setting) in vault.Settings)
            settings[name] = setting;
        var parameters = new Hashtable { [parameter] = value, ["VaultName"] = vault.Name, ["AdditionalParameters"] = settings };
        using var shell = IsInTurn ? PowerShell.Create(RunspaceMode.CurrentRunspace) : PowerShell.Create();
        if (!IsInTurn)
            shell.Runspace = VaultRunspace.Open();
        shell.AddScript(Script, useLocalScope: true).AddArgument(vault.ModuleName).AddArgument(vault.ModulePath).AddArgument(command).AddArgument(parameters);
        var output = shell.Invoke();
        return (output, shell.Streams.Error.FirstOrDefault());
    }

    private static object? ToSecure(object? value) => value is string text ? Security.SecureStrings.Protect(text) : value;
}
