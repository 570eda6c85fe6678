Describe 'Get-Auth0SecretRotationHistory -Unsaved' {
    BeforeAll {
        . $PSScriptRoot/support/Contract.ps1
        . $PSScriptRoot/support/Tenant.ps1
        Clear-TestProcess
        $script:tenant = Start-TestTenant -ApplicationCount 3
        $script:demo = Connect-TestTenant $tenant demo
        $script:ids = @($tenant.Applications).ClientId

        function Get-Unsaved {
            Get-Auth0SecretRotationHistory -Unsaved | Where-Object ClientId -In $ids
        }
    }

    AfterAll {
        Clear-TestProcess
    }

    It 'has what was rotated in this process, newest first, with the live secrets' {
        foreach ($id in $ids) {
            $null = Invoke-Auth0SecretRotation -ClientId $id -Confirm:$false
        }
        $unsaved = @(Get-Unsaved)
        $unsaved[0] | Should -BeOfType Auth0Ps.Auth0SecretRotationResult
        $unsaved.ClientId | Should -Be $ids[2], $ids[1], $ids[0]
        foreach ($result in $unsaved) {
            $result.Credential.GetNetworkCredential().Password | Should -BeExactly (Get-TenantSecret $tenant $result.ClientId)
        }
    }

    It 'has only the newest of each application' {
        1..2 | ForEach-Object { $null = Invoke-Auth0SecretRotation -ClientId $ids[0] -Confirm:$false }
        $unsaved = @(Get-Unsaved)
        $unsaved.ClientId | Should -Be $ids[0], $ids[2], $ids[1]
        $unsaved[0].Credential.GetNetworkCredential().Password | Should -BeExactly (Get-TenantSecret $tenant $ids[0])
    }

    It 'does not lose a secret to a rotation that failed later' {
        Remove-Auth0Connection demo
        $null = New-Auth0Connection -Name demo -Domain $tenant.Domain -ClientId $ids[1] -ClientSecret (New-Secret 'wrong') -SkipTest -WarningAction Ignore
        $null = Invoke-Auth0SecretRotation -ClientId $ids[0] -Confirm:$false -ErrorAction SilentlyContinue
        @(Get-Unsaved)[0].Credential.GetNetworkCredential().Password | Should -BeExactly (Get-TenantSecret $tenant $ids[0])
    }

    It 'is seen from every runspace of the process' {
        $module = (Get-Module Auth0Ps).ModuleBase
        $seen = 1 | ForEach-Object -Parallel {
            Import-Module (Join-Path $using:module Auth0Ps.psd1)
            (Get-Auth0SecretRotationHistory -Unsaved).ClientId
        }
        $ids | ForEach-Object { $seen | Should -Contain $_ }
    }
}
