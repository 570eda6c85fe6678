Describe 'Remove-Auth0Connection' {
    BeforeAll {
        . $PSScriptRoot/support/Problem.ps1
        . $PSScriptRoot/support/Process.ps1
        . $PSScriptRoot/support/Tenant.ps1
        . $PSScriptRoot/support/Worker.ps1
        $script:tenant = Start-TestTenant -ApplicationCount 0
    }

    AfterAll {
        Clear-TestProcess
    }

    BeforeEach {
        Get-Auth0Connection | Remove-Auth0Connection
        foreach ($name in 'prod-eu', 'demo', 'prod-au') {
            $null = Connect-TestTenant $tenant $name
        }
    }

    It 'removes by name and returns nothing' {
        Remove-Auth0Connection demo | Should -BeNullOrEmpty
        (Get-Auth0Connection).Name | Should -Be 'prod-au', 'prod-eu'
    }

    It 'removes by pattern' {
        Remove-Auth0Connection -Name 'prod-*'
        (Get-Auth0Connection).Name | Should -Be 'demo'
    }

    It 'removes what comes through the pipeline' {
        Get-Auth0Connection prod-* | Remove-Auth0Connection
        (Get-Auth0Connection).Name | Should -Be 'demo'
    }

    It 'makes the name free again, for a connection of another id' {
        $old = Get-Auth0Connection demo
        Remove-Auth0Connection demo
        $new = Connect-TestTenant $tenant demo
        $new.Id | Should -Not -Be $old.Id
    }

    It 'leaves a connection alone that took the name meanwhile' {
        $old = Get-Auth0Connection demo
        Remove-Auth0Connection demo
        $new = Connect-TestTenant $tenant demo
        $old | Remove-Auth0Connection -ErrorVariable problem -ErrorAction SilentlyContinue
        $problem[0].FullyQualifiedErrorId | Should -BeLike 'Auth0Ps.ConnectionNotFound,*'
        (Get-Auth0Connection demo).Id | Should -Be $new.Id
    }

    It 'removes what was piped, though it was renamed meanwhile' {
        $old = Get-Auth0Connection demo
        $null = Set-Auth0Connection demo -NewName renamed
        $old | Remove-Auth0Connection -ErrorAction Stop
        (Get-Auth0Connection).Name | Should -Be 'prod-au', 'prod-eu'
    }

    It 'refuses while a rotation goes through the connection, unless told -Force' {
        $slow = Start-TenantProcess '--apps', '3', '--latency', '1000'
        try {
            $null = Connect-TestTenant $slow slow
            $id = (Get-Auth0Application -Connection slow -Rotatable | Select-Object -First 1).ClientId
            $null = Get-Auth0AccessToken -Connection slow
            $mark = Get-TenantChangeMark $slow
            $worker = Start-Worker 'param($Id) Invoke-Auth0SecretRotation -Connection slow -ClientId $Id -Confirm:$false' @{ Id = $id }
            # From the change on there is half of the latency, and the verification, until the rotation ends.
            Wait-Until { (Get-TenantChangeMark $slow) -gt $mark } 'the tenant changes the secret'
            Remove-Auth0Connection slow -ErrorVariable problem -ErrorAction SilentlyContinue
            Assert-Problem $problem ConnectionInUse ResourceBusy slow '-Force'
            (Get-Auth0Connection slow).Name | Should -Be 'slow'
            Remove-Auth0Connection demo -ErrorAction Stop
            Remove-Auth0Connection slow -Force -ErrorAction Stop
            Get-Auth0Connection slow -ErrorAction Ignore | Should -BeNullOrEmpty
            $result = Wait-Worker $worker
            "$($result.Status)" | Should -Be 'Succeeded' -Because 'what has begun is finished'
            ConvertTo-Text $result.Credential.Password | Should -BeExactly (Get-TenantSecret $slow $id)
        }
        finally {
            Remove-Worker $worker
            Stop-TestProcess $slow.Process
        }
    }

    It 'removes a connection once the rotation has ended' {
        $null = Get-Auth0Application -Connection demo -Rotatable | Invoke-Auth0SecretRotation -Confirm:$false
        Remove-Auth0Connection demo -ErrorAction Stop
        Get-Auth0Connection demo -ErrorAction Ignore | Should -BeNullOrEmpty
    }

    It 'forgets the secret: what was kept of the connection no longer works' {
        $old = Get-Auth0Connection demo
        Remove-Auth0Connection demo
        Get-Auth0AccessToken -Connection $old -ErrorVariable problem -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $problem.Count | Should -Be 1
        $problem[0].FullyQualifiedErrorId | Should -BeLike 'Auth0Ps.SecretUnavailable,*'
        $problem[0].CategoryInfo.Category | Should -Be 'ResourceUnavailable'
        $problem[0].TargetObject | Should -Be 'demo'
        $problem[0].ErrorDetails.RecommendedAction | Should -Match 'New-Auth0Connection'
    }

    It 'changes nothing at the tenant' {
        $before = Get-TenantSecretTable $tenant
        Get-Auth0Connection | Remove-Auth0Connection
        $after = Get-TenantSecretTable $tenant
        $before.Keys | ForEach-Object { $after[$_] | Should -BeExactly $before[$_] }
        Get-SignInStatus $tenant $tenant.ClientId $tenant.ClientSecret | Should -Be 200
    }

    It 'says so when a name is unknown, and removes the others named' {
        Remove-Auth0Connection nobody, demo -ErrorVariable problem -ErrorAction SilentlyContinue
        $problem.Count | Should -Be 1
        $problem[0].FullyQualifiedErrorId | Should -BeLike 'Auth0Ps.ConnectionNotFound,*'
        $problem[0].TargetObject | Should -Be 'nobody'
        Get-Auth0Connection demo -ErrorAction Ignore | Should -BeNullOrEmpty
    }

    It 'removes nothing for a pattern that matches nothing' {
        Remove-Auth0Connection 'x*' -ErrorAction Stop
        @(Get-Auth0Connection).Count | Should -Be 3
    }

    It 'removes nothing with -WhatIf' {
        Remove-Auth0Connection '*' -WhatIf
        Get-Auth0Connection | Remove-Auth0Connection -WhatIf
        @(Get-Auth0Connection).Count | Should -Be 3
    }

    It 'fails and removes nothing with -Confirm when nobody can answer' {
        $run = Invoke-ChildShell @'
            Import-Module $env:AUTH0PS_MODULE
            $null = Start-Auth0Sandbox -ApplicationCount 0 | New-Auth0Connection -Name kept -WarningAction Ignore
            Remove-Auth0Connection kept -Confirm -ErrorVariable problem -ErrorAction SilentlyContinue
            "errors: $($problem.Count)"
            "left: $((Get-Auth0Connection).Name)"
'@
        $run.Output | Should -Match 'errors: 1'
        $run.Output | Should -Match 'left: kept'
    }
}
