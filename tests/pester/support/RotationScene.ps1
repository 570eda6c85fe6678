# A shell of its own with a tenant, a connection 'demo' to it and a vault 'Prod', for what is saved and what vaults keep. Needs Process.ps1.

# Runs the script there; it puts what is to be known into $told, which is returned. -Store makes Prod a real SecretStore.
function Invoke-RotationScene([string] $Script, [int] $ApplicationCount = 6, [switch] $Store, [int] $Seconds = 180) {
    $run = Invoke-ChildShell (@'
        $ErrorActionPreference = 'Continue'
        $WarningPreference = 'SilentlyContinue'
        Import-Module $env:AUTH0PS_MODULE
        . $env:AUTH0PS_SUPPORT/Process.ps1
        . $env:AUTH0PS_SUPPORT/Tenant.ps1
        . $env:AUTH0PS_SUPPORT/Vaults.ps1
        $TestDrive = $HOME

        # What a user sees of errors: reason and target.
        function Get-Told($Problem) {
            @($Problem | ForEach-Object { "$(($_.FullyQualifiedErrorId -split ',')[0] -replace '^Auth0Ps\.') $($_.TargetObject)" })
        }
        function Get-VaultText([string] $Name) {
            Read-VaultEntry (Find-TestVault Prod) $Name
        }
        function Get-Entries {
            @((Get-SecretInfo -Vault Prod).Name | Where-Object { $_ -ne 'auth0ps-fingerprint-key' } | Sort-Object)
        }
        # The next change of this application gets an answer that proves nothing, and then it cannot be looked at.
        function Set-Interruption($Tenant, [string] $ClientId) {
            $page = @{ times = 50; action = 'status'; status = 403; body = '<html>blocked</html>' }
            Set-TenantFault $Tenant ($page + @{ method = 'PATCH'; path = "/api/v2/clients/$ClientId" }), ($page + @{ method = 'GET'; path = "/api/v2/clients/$ClientId" })
        }

        if ($env:REAL_STORE) {
            Register-TestStore
            Register-SecretVault -Name Prod -ModuleName Microsoft.PowerShell.SecretStore
        }
        else {
            Register-TestVault Prod @{ Folder = (New-Item (Join-Path $HOME 'prod') -ItemType Directory).FullName }
        }
        $tenant = Start-TenantProcess '--apps', $env:APPLICATIONS
        $told = @{}
        try {
            $demo = Connect-TestTenant $tenant demo
            $applications = @(Get-Auth0Application -Connection demo -Rotatable | Where-Object ClientId -NE $tenant.LimitedClientId | Sort-Object Name)
            $one, $two, $three = $applications[0..2]
'@ + "`n$Script`n" + @'
        }
        finally {
            Stop-TestProcess $tenant.Process
        }
        '== told'
        ConvertTo-Json $told -Depth 4
'@) @{ APPLICATIONS = "$ApplicationCount"; REAL_STORE = $Store ? '1' : '' } -Seconds $Seconds
    $parts = $run.Output -split '== told\r?\n'
    if ($parts.Count -ne 2) {
        throw "The shell told nothing but:`n$($run.Output)`n$($run.Error)"
    }
    $told = ConvertFrom-Json $parts[1] -AsHashtable
    $told.said = $parts[0] + $run.Error
    $told
}
