BeforeDiscovery {
    . $PSScriptRoot/support/Vaults.ps1
    $obstacle = Get-VaultTestObstacle
}

# Ctrl+C while several rotations go on, as the one who pressed it sees it.
Describe 'A batch that is stopped' -Skip:([bool]$obstacle) {
    BeforeAll {
        . $PSScriptRoot/support/Process.ps1
        $run = Invoke-ChildShell @'
            Import-Module $env:AUTH0PS_MODULE
            . $env:AUTH0PS_SUPPORT/Process.ps1
            . $env:AUTH0PS_SUPPORT/Tenant.ps1
            . $env:AUTH0PS_SUPPORT/Vaults.ps1
            $TestDrive = $HOME
            $WarningPreference = 'SilentlyContinue'
            Register-TestVault Prod @{ Folder = (New-Item (Join-Path $HOME prod) -ItemType Directory).FullName }
            $tenant = Start-TenantProcess '--apps', '8', '--latency', '1000'
            try {
                $null = New-Auth0Connection demo -Domain $tenant.Domain -ClientId $tenant.ClientId -ClientSecret (New-Secret $tenant.ClientSecret) -SkipTest
                $ids = @((Invoke-Tenant $tenant 'clients?per_page=100') | ForEach-Object { $_ } | Where-Object { $_.PSObject.Properties['token_endpoint_auth_method'].Value -eq 'client_secret_post' -and $_.client_id -notin $tenant.ClientId, $tenant.LimitedClientId }).client_id
                $names = 'a', 'b', 'c', 'd'
                0..3 | ForEach-Object { $null = New-Auth0SecretRotation $names[$_] -ClientId $ids[$_] -Vault Prod }
                Set-TenantFault $tenant @{ method = 'PATCH'; path = "/api/v2/clients/$($ids[1])"; times = 50; action = 'drop-after' }

                # In a runspace of its own that writes to this console.
                $space = [runspacefactory]::CreateRunspace($Host)
                $space.Open()
                $shell = [powershell]::Create()
                $shell.Runspace = $space
                $null = $shell.AddScript('param($Module) Import-Module $Module; Invoke-Auth0SecretRotation a, b, c, d -ThrottleLimit 2 -Confirm:$false -OutVariable done').AddArgument($env:AUTH0PS_MODULE)
                $before = @(Get-Content $tenant.State).Count
                $null = $shell.BeginInvoke()
                Wait-Until { @(Get-Content $tenant.State).Count -ge $before + 2 } 'two changes'
                $shell.Stop()
                "state: $($shell.InvocationStateInfo.State)"
                "done: $(@($space.SessionStateProxy.GetVariable('done') | Sort-Object Name | ForEach-Object { "$($_.Name) $($_.Status)" }) -join ', ')"
                "standing: $(@(Get-Auth0SecretRotation | ForEach-Object { "$($_.Name) $($_.RotationStatus)" }) -join ', ')"
            }
            finally {
                Stop-TestProcess $tenant.Process
            }
'@ -Seconds 180
        $script:said = $run.Flat
        $script:because = "it said:`n$($run.Output)`n$($run.Error)"
    }

    It 'says at once what is being finished and what is left' {
        $said | Should -Match 'WARNING: Stopping\. Being finished: .*\bb\b.*Not begun, and left as it is: .*\bd\b' -Because $because
        $said.IndexOf('Stopping.') | Should -BeLessThan $said.IndexOf('state: Stopped')
    }

    It 'names the command that finishes what could not be' {
        $said | Should -Match 'WARNING: Interrupted, .*Resume-Auth0SecretRotation -Name b' -Because $because
    }

    It 'gives -OutVariable what was finished and what was interrupted' {
        $said | Should -Match 'done: a Succeeded, b Interrupted' -Because $because
        $said | Should -Match 'standing: a Succeeded, b Interrupted, .*d None' -Because $because
    }
}
