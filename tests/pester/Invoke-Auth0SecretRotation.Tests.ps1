Describe 'Invoke-Auth0SecretRotation' {
    BeforeAll {
        . $PSScriptRoot/support/Contract.ps1
        . $PSScriptRoot/support/Process.ps1
        . $PSScriptRoot/support/Tenant.ps1
        Clear-TestProcess
        $script:tenant = Start-TenantProcess '--apps', '25'
        $script:demo = Connect-TestTenant $tenant demo
        $script:one = Get-Auth0Application 'Billing Service' -Connection demo -AppType non_interactive
        $script:two = Get-Auth0Application 'Inventory Sync' -Connection demo
        $script:three = Get-Auth0Application 'Customer Portal' -Connection demo

        function Get-Live($Result) {
            Get-TenantSecret $tenant $Result.ClientId
        }

        function Get-Password([pscredential] $Credential) {
            $Credential.GetNetworkCredential().Password
        }
    }

    AfterAll {
        Stop-TestProcess $tenant.Process
        Clear-TestProcess
    }

    It 'returns a result with every property of the contract' {
        $before = [DateTimeOffset]::UtcNow.AddSeconds(-1)
        $result = Invoke-Auth0SecretRotation -Connection demo -ClientId $one.ClientId -Confirm:$false
        $result | Should -BeOfType Auth0Ps.Auth0SecretRotationResult
        Get-MissingProperty $result Auth0SecretRotationResult | Should -BeNullOrEmpty
        $result.Name | Should -BeExactly 'billing-service'
        $result.ClientId | Should -BeExactly $one.ClientId
        $result.ApplicationName | Should -BeExactly 'Billing Service'
        "$($result.Status)" | Should -Be 'Succeeded'
        "$($result.Phase)" | Should -Be 'Verified'
        "$($result.VerifiedBy)" | Should -Be 'Token'
        $result.Credential | Should -BeOfType pscredential
        $result.Credential.UserName | Should -BeExactly $one.ClientId
        Get-Password $result.Credential | Should -MatchExactly '^[A-Za-z0-9_-]{64}$'
        $result.Vault | Should -BeNullOrEmpty
        $result.SecretNames.Count | Should -Be 0
        $result.RotatedAt | Should -BeOfType DateTimeOffset
        $result.RotatedAt.Offset | Should -Be ([timespan]::Zero)
        $result.RotatedAt | Should -BeGreaterThan $before
        $result.NextRotationAt | Should -BeNullOrEmpty
        $result.JobId | Should -BeOfType guid
        $result.Attempts | Should -Be 1
        $result.Message | Should -Not -BeNullOrEmpty
        Get-Live $result | Should -BeExactly (Get-Password $result.Credential)
    }

    It 'makes the old secret useless and the new one good, seen with a plain web request' {
        $probe = Find-SignInApplication $tenant
        Get-SignInStatus $tenant $probe.ClientId $probe.Secret $probe.Audience | Should -Be 200
        $result = Invoke-Auth0SecretRotation -ClientId $probe.ClientId -Confirm:$false
        Get-SignInStatus $tenant $probe.ClientId $probe.Secret $probe.Audience | Should -Be 401
        Get-SignInStatus $tenant $probe.ClientId (Get-Password $result.Credential) $probe.Audience | Should -Be 200
    }

    It 'takes several client ids, and a connection as an object' {
        $results = @(Invoke-Auth0SecretRotation -Connection $demo -ClientId $one.ClientId, $two.ClientId -Confirm:$false)
        $results.ClientId | Sort-Object | Should -Be ($one.ClientId, $two.ClientId | Sort-Object)
        $results | ForEach-Object { Get-Live $_ | Should -BeExactly (Get-Password $_.Credential) }
    }

    It 'takes applications from the pipeline, each through its own connection' {
        $other = Start-TestTenant -ApplicationCount 1
        $null = Connect-TestTenant $other other
        try {
            $results = @($one, (Get-Auth0Application 'Billing Service' -Connection other) | Invoke-Auth0SecretRotation -Confirm:$false)
            $results.Count | Should -Be 2
            $here = $results | Where-Object ClientId -EQ $one.ClientId
            $there = $results | Where-Object ClientId -NE $one.ClientId
            Get-Live $here | Should -BeExactly (Get-Password $here.Credential)
            Get-TenantSecret $other $there.ClientId | Should -BeExactly (Get-Password $there.Credential)
        }
        finally {
            Remove-Auth0Connection other
            Stop-Auth0Sandbox $other.Domain
        }
    }

    It 'takes client id and connection from the pipeline by property name' {
        $objects = [pscustomobject]@{ ClientId = $one.ClientId; Connection = 'demo' }, [pscustomobject]@{ ClientId = $two.ClientId; Connection = $demo }
        $results = @($objects | Invoke-Auth0SecretRotation -Confirm:$false)
        $results.ClientId | Sort-Object | Should -Be ($one.ClientId, $two.ClientId | Sort-Object)
        $results.Status | Should -Be 'Succeeded', 'Succeeded'
    }

    It 'ends with one live secret that it told, when an application comes twice' {
        $results = @($one, $one | Invoke-Auth0SecretRotation -Confirm:$false -ErrorAction SilentlyContinue)
        $live = Get-TenantSecret $tenant $one.ClientId
        @($results | Where-Object { $_.Credential -and (Get-Password $_.Credential) -ceq $live }).Count | Should -Be 1
        @($results | Where-Object { "$($_.Status)" -eq 'Interrupted' }).Count | Should -Be 0
    }

    It 'emits with -AsCredential the credential, decorated with the result' {
        $credential = $one | Invoke-Auth0SecretRotation -AsCredential -Confirm:$false
        $credential | Should -BeOfType pscredential
        $credential.UserName | Should -BeExactly $one.ClientId
        $credential.ApplicationName | Should -BeExactly 'Billing Service'
        "$($credential.Status)" | Should -Be 'Succeeded'
        foreach ($name in $ContractProperties.Auth0SecretRotationResult | Where-Object { $_ -ne 'Credential' }) {
            $credential.PSObject.Properties.Name | Should -Contain $name
        }
        & { param([pscredential] $Given) $Given.GetNetworkCredential().Password } $credential | Should -BeExactly (Get-TenantSecret $tenant $one.ClientId)
    }

    It 'emits with -AsCredential no credential for what was not rotated' {
        $own = Get-Auth0Application -ClientId $tenant.ClientId
        $output = @($one, $own | Invoke-Auth0SecretRotation -AsCredential -Confirm:$false -WarningAction Ignore)
        @($output | Where-Object { $_ -is [pscredential] }).UserName | Should -Be $one.ClientId
        @($output | Where-Object { $_ -isnot [pscredential] }).ClientId | Should -Be $tenant.ClientId
    }

    It 'changes nothing with -WhatIf' {
        $before = Get-TenantSecretTable $tenant
        $count = Get-TenantRequestCount $tenant
        $results = @(Get-Auth0Application | Invoke-Auth0SecretRotation -WhatIf -WarningAction Ignore)
        $results | Where-Object { "$($_.Status)" -ne 'Skipped' } | Should -BeNullOrEmpty
        Invoke-Auth0SecretRotation -ClientId $one.ClientId -WhatIf | Should -BeNullOrEmpty
        @(Get-TenantRequest $tenant | Select-Object -Skip $count | Where-Object method -NE 'GET').Count | Should -Be 0
        $after = Get-TenantSecretTable $tenant
        $before.Keys | ForEach-Object { $after[$_] | Should -BeExactly $before[$_] }
    }

    It 'names with -WhatIf each application and what would stop working' {
        $run = Invoke-ChildShell @'
            Import-Module $env:AUTH0PS_MODULE
            $null = Start-Auth0Sandbox -ApplicationCount 2 | New-Auth0Connection -Name demo -WarningAction Ignore
            $null = Get-Auth0Application | Invoke-Auth0SecretRotation -WhatIf -WarningAction Ignore
'@
        $run.Flat | Should -Match "What if: .*stops working.*application 'Billing Service' \(\w{32}\) of tenant 'http://127"
        $run.Flat | Should -Match "application 'Customer Portal'"
        $run.Flat | Should -Not -Match 'All Applications'
    }

    It 'asks for each application, and rotates only what is said yes to' {
        $run = Invoke-ChildShell @'
            Import-Module $env:AUTH0PS_MODULE
            $null = Start-Auth0Sandbox -ApplicationCount 2 | New-Auth0Connection -Name demo -WarningAction Ignore
            $results = Get-Auth0Application '* *' -AppType non_interactive, regular_web | Where-Object Name -NotLike 'Auth0Ps*' | Invoke-Auth0SecretRotation
            "rotated: $($results.ApplicationName)"
'@ -Option @() -Typed "n`ny`n"
        $run.Flat | Should -Match "Confirm Are you sure.*stops working at once for all who use it.*on target `"application 'Billing Service' \(\w{32}\) of tenant"
        $run.Flat.Trim() | Should -Match 'rotated: Customer Portal$'
    }

    It 'fails and changes nothing when nobody can answer' {
        $run = Invoke-ChildShell @'
            Import-Module $env:AUTH0PS_MODULE
            . $env:AUTH0PS_SUPPORT/Tenant.ps1
            $tenant = Start-TestTenant -ApplicationCount 2
            $null = Connect-TestTenant $tenant demo
            $before = Get-TenantSecretTable $tenant
            $Error.Clear()
            Get-Auth0Application 'Billing*', 'Customer*' | Invoke-Auth0SecretRotation -OutVariable results -ErrorAction SilentlyContinue
            $after = Get-TenantSecretTable $tenant
            "results: $($results.Count), changed: $(@($before.Keys | Where-Object { $after[$_] -ne $before[$_] }).Count)"
            "error: $($Error[0].FullyQualifiedErrorId) $($Error[0]) $($Error[0].ErrorDetails.RecommendedAction)"
'@
        $run.Flat | Should -Match 'results: 0, changed: 0'
        $run.Flat | Should -Match 'error: Auth0Ps\.ConfirmationRequired,Auth0Ps'
        $run.Flat | Should -Match 'NonInteractive.*-Confirm:\$false'
    }

    It 'rotates without a question with -Confirm:$false, also when nobody could answer' {
        $run = Invoke-ChildShell @'
            Import-Module $env:AUTH0PS_MODULE
            $null = Start-Auth0Sandbox -ApplicationCount 1 | New-Auth0Connection -Name demo -WarningAction Ignore
            "$((Get-Auth0Application 'Billing*' | Invoke-Auth0SecretRotation -Confirm:$false).Status)"
'@
        $run.Flat.Trim() | Should -Be 'Succeeded'
        $run.Error | Should -BeNullOrEmpty
    }

    It 'takes a -ThrottleLimit from 1 to 64' {
        { $one | Invoke-Auth0SecretRotation -ThrottleLimit 0 -Confirm:$false } | Should -Throw -ErrorId 'ParameterArgumentValidationError*'
        { $one | Invoke-Auth0SecretRotation -ThrottleLimit 65 -Confirm:$false } | Should -Throw -ErrorId 'ParameterArgumentValidationError*'
        "$(($one | Invoke-Auth0SecretRotation -ThrottleLimit 64 -Confirm:$false).Status)" | Should -Be 'Succeeded'
    }

    It 'does nothing and says nothing when nothing comes through the pipeline' {
        Get-Auth0Application 'no such*' | Invoke-Auth0SecretRotation -ErrorAction Stop | Should -BeNullOrEmpty
    }

    It 'rotates the connection''s own application through another connection' {
        $limited = Connect-TestTenant $tenant limited -Limited
        $result = Invoke-Auth0SecretRotation -Connection demo -ClientId $tenant.LimitedClientId -Confirm:$false
        "$($result.Status)" | Should -Be 'Succeeded'
        Get-SignInStatus $tenant $tenant.LimitedClientId (Get-Password $result.Credential) | Should -Be 200
        $limited | Remove-Auth0Connection
    }
}
