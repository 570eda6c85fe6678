Describe 'Rotating a whole tenant again, and a large one' {
    BeforeAll {
        . $PSScriptRoot/support/Process.ps1
        . $PSScriptRoot/support/Tenant.ps1
        Clear-TestProcess
        $script:tenant = Start-TestTenant -ApplicationCount 25 -RateLimit none
        $null = Connect-TestTenant $tenant demo
        $script:applications = @(Get-Auth0Application -Connection demo)
    }

    AfterAll {
        Clear-TestProcess
    }

    It 'does it all again for applications that were listed before' {
        $again = @($applications | Where-Object { -not $_.WhyNotRotatable } | Select-Object -First 3 | Invoke-Auth0SecretRotation -Confirm:$false)
        "$($again.Status)" | Should -Be 'Succeeded Succeeded Succeeded'
        $again | ForEach-Object { $_.Credential.GetNetworkCredential().Password | Should -BeExactly (Get-TenantSecret $tenant $_.ClientId) }
    }

    It 'rotates 200 applications within a rate limit, and nobody sees a 429' -Tag Long {
        $many = Start-TenantProcess '--apps', '260', '--rate-limit', '100'
        try {
            $null = New-Auth0Connection -Name many -Domain $many.Domain -ClientId $many.ClientId -ClientSecret (New-Secret $many.ClientSecret) -WarningAction Ignore
            $applications = @(Get-Auth0Application -Connection many -Rotatable | Select-Object -First 200)
            $applications.Count | Should -Be 200
            $count = Get-TenantRequestCount $many
            $results = @($applications | Invoke-Auth0SecretRotation -ThrottleLimit 32 -Confirm:$false -ErrorVariable problem)
            $problem | Should -BeNullOrEmpty
            @($results | Where-Object Status -EQ 'Succeeded').Count | Should -Be 200
            $requests = @(Get-TenantRequest $many | Select-Object -Skip $count)
            @($requests | Where-Object status -EQ 429).Count | Should -BeLessThan 40
        }
        finally {
            Stop-TestProcess $many.Process
            Remove-Auth0Connection many
        }
    }
}

Describe 'Rotating into a vault of SecretManagement' {
    BeforeAll {
        . $PSScriptRoot/support/Process.ps1
        $script:vaultModules = 'Microsoft.PowerShell.SecretManagement', 'Microsoft.PowerShell.SecretStore'
        $script:missing = $vaultModules | Where-Object { -not (Get-Module $_ -ListAvailable) }
        if (-not $missing) {
            # One child for all: it sets up a store of its own in its scratch home.
            $script:run = Invoke-ChildShell @'
                $ErrorActionPreference = 'Stop'
                Import-Module $env:AUTH0PS_MODULE
                . $env:AUTH0PS_SUPPORT/Tenant.ps1
                Import-Module Microsoft.PowerShell.SecretManagement, Microsoft.PowerShell.SecretStore
                $null = Reset-SecretStore -Authentication None -Interaction None -Force -WarningAction Ignore
                Register-SecretVault -Name Local -ModuleName Microsoft.PowerShell.SecretStore
                $tenant = Start-TestTenant -ApplicationCount 8
                $null = Connect-TestTenant $tenant demo
                $billing = Get-Auth0Application 'Billing*'

                Invoke-Auth0SecretRotation -Connection demo -ClientId $billing.ClientId -AsCredential -Confirm:$false | Set-Secret -Name billing -Vault Local
                $kept = Get-Secret -Name billing -Vault Local
                "one: $($kept.UserName -ceq $billing.ClientId) $((ConvertTo-Text $kept.Password) -ceq (Get-TenantSecret $tenant $billing.ClientId))"

                $rotatable = @(Get-Auth0Application -Connection demo -Rotatable)
                $rotatable | Invoke-Auth0SecretRotation -Confirm:$false |
                    Where-Object Credential |
                    ForEach-Object { Set-Secret -Name $_.ClientId -Secret $_.Credential -Vault Local }
                $live = Get-TenantSecretTable $tenant
                $good = @($rotatable | Where-Object { (ConvertTo-Text (Get-Secret -Name $_.ClientId -Vault Local).Password) -ceq $live[$_.ClientId] })
                "all: $($good.Count -eq $rotatable.Count)"

                try {
                    $billing | Invoke-Auth0SecretRotation -AsCredential -Confirm:$false | Set-Secret -Name billing -Vault Nowhere
                    'failing: False'
                }
                catch {
                    $unsaved = Get-Auth0SecretRotationHistory -Unsaved | Where-Object ClientId -EQ $billing.ClientId
                    "failing: $((ConvertTo-Text $unsaved.Credential.Password) -ceq (Get-TenantSecret $tenant $billing.ClientId))"
                }
'@
        }
    }

    BeforeEach {
        if ($missing) {
            Set-ItResult -Skipped -Because "$($missing -join ' and ') is not installed"
        }
    }

    It 'pipes a credential into Set-Secret as it is' {
        $run.Error | Should -BeNullOrEmpty
        $run.Output | Should -Match 'one: True True'
    }

    It 'stores each of many as it comes' {
        $run.Output | Should -Match 'all: True'
    }

    It 'keeps the secret that a failing Set-Secret did not take, and says so' {
        $run.Output | Should -Match 'failing: True'
        $run.Flat | Should -Match 'WARNING: The pipeline ended early: 1 new client secret.*Get-Auth0SecretRotationHistory -Unsaved'
    }
}
