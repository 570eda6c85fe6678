
namespace Auth0Ps.Scheduling.Preflight;

/// <summary>The part of the preflight that looks whether vaults open by themselves and have what is read from them.</summary>
internal static class VaultChecks
{
    public const string Script = """
        function Test-Vaults {
            if ($vaults.Count -eq 0) {
                return
            }
            if (-not (Get-Command 'Microsoft.PowerShell.SecretManagement\Get-SecretVault' -ErrorAction Ignore)) {
                Add-Problem 'Scheduled runs do not find SecretManagement, which the vaults need.' 'Install-PSResource Microsoft.PowerShell.SecretManagement'
                return
            }
            foreach ($name in $vaults.Keys | Sort-Object) {
                if (-not (Microsoft.PowerShell.SecretManagement\Get-SecretVault -Name $name -ErrorAction Ignore)) {
                    Add-Problem "Scheduled runs of $([Environment]::UserName) know no vault '$name'." "Register it as this user: Register-SecretVault -Name $name -ModuleName ..."
                    continue
                }
                $unlock = 'Let it open without a person: for SecretStore, Set-SecretStoreConfiguration -Authentication None -Interaction None -Scope CurrentUser'
                try {
                    $open = Microsoft.PowerShell.SecretManagement\Test-SecretVault -Name $name -ErrorAction SilentlyContinue -WarningAction Ignore
                }
                catch {
                    $open = $false
                }
                if (-not $open) {
                    Add-Problem "Vault '$name' is locked, or does not work, when nobody is there." $unlock
                    continue
                }
                foreach ($entry in $vaults[$name]) {
                    $found = $null
                    try {
                        $found = Microsoft.PowerShell.SecretManagement\Get-SecretInfo -Name ([WildcardPattern]::Escape($entry)) -Vault $name -ErrorAction Stop
                    }
                    catch {
                        Add-Problem "Vault '$name' cannot be read when nobody is there: $(Get-Message $_)" $unlock
                        break
                    }
                    if (-not $found) {
                        Add-Problem "Vault '$name' has no entry '$entry', which a connection takes its secret from." "Put it back: Set-Secret -Name '$entry' -Vault $name"
                    }
                }
            }
        }
        """;
}
