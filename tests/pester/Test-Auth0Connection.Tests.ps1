Describe 'Test-Auth0Connection' {
    BeforeAll {
        . $PSScriptRoot/support/Contract.ps1
        . $PSScriptRoot/support/Process.ps1
        . $PSScriptRoot/support/Tenant.ps1
        Clear-TestProcess
        $script:tenant = Start-TenantProcess '--apps', '2'
        $script:demo = Connect-TestTenant $tenant demo
        $script:limited = Connect-TestTenant $tenant limited -Limited

        function Get-Check($Test, [string] $Name) {
            $Test.Checks | Where-Object Name -EQ $Name
        }
    }

    AfterAll {
        Stop-TestProcess $tenant.Process
        Clear-TestProcess
    }

    It 'returns a test with every property of the contract' {
        $test = Test-Auth0Connection demo
        $test | Should -BeOfType Auth0Ps.Auth0ConnectionTest
        Get-MissingProperty $test Auth0ConnectionTest | Should -BeNullOrEmpty
        "$($test.Connection)" | Should -Be 'demo'
        $test.Succeeded | Should -BeTrue
        $test.GrantedScope | Should -Contain 'update:client_keys'
        $test.MissingScope.Count | Should -Be 0
        $test.TokenExpiresAt | Should -BeOfType DateTimeOffset
        $test.TokenExpiresAt.Offset | Should -Be ([timespan]::Zero)
        $test.TokenExpiresAt | Should -BeGreaterThan ([DateTimeOffset]::UtcNow.AddHours(1))
        $test.Latency | Should -BeOfType timespan
        $test.Latency | Should -BeGreaterThan ([timespan]::Zero)
    }

    It 'has lists that can be indexed' {
        Get-PropertyWithoutIndex (Test-Auth0Connection limited -For KeyRotation) | Should -BeNullOrEmpty
    }

    It 'makes its checks in the order of a call, each with what was found' {
        $checks = (Test-Auth0Connection demo).Checks
        $checks.Name | Should -Be 'Name resolves', 'TLS', 'Clock', 'Token endpoint', 'Credentials', 'Audience', 'Permissions', 'Organization', 'Management API', 'Rate limit'
        foreach ($check in $checks) {
            $check | Should -BeOfType Auth0Ps.Auth0Check
            Get-MissingProperty $check Auth0Check | Should -BeNullOrEmpty
            "$($check.Outcome)" | Should -BeIn 'Passed', 'Skipped'
            $check.Detail | Should -Not -BeNullOrEmpty
        }
    }

    It 'names what is missing for a purpose, and where to tick it: <For>' -ForEach @(
        @{ For = 'SecretRotation'; Missing = @('update:client_keys') }
        @{ For = 'KeyRotation'; Missing = @('update:client_credentials', 'create:client_credentials', 'read:client_credentials', 'delete:client_credentials') }
        @{ For = 'Vault'; Missing = @('read:client_keys') }
    ) {
        $test = Test-Auth0Connection limited -For $For
        $test.Succeeded | Should -BeFalse
        $test.GrantedScope | Should -Be 'read:clients'
        $test.MissingScope | Should -Be $Missing
        $check = Get-Check $test Permissions
        "$($check.Outcome)" | Should -Be 'Failed'
        foreach ($scope in $Missing) {
            $check.Detail | Should -Match $scope
            $check.Recommendation | Should -Match $scope
        }
        (Test-Auth0Connection demo -For $For).Succeeded | Should -BeTrue
    }

    It 'still looks at the Management API when only permissions are missing' {
        "$((Get-Check (Test-Auth0Connection limited -For SecretRotation) 'Management API').Outcome)" | Should -Be 'Passed'
    }

    It 'returns true or false with -Quiet' {
        Test-Auth0Connection demo -For SecretRotation -Quiet | Should -BeExactly $true
        Test-Auth0Connection limited -For SecretRotation -Quiet | Should -BeExactly $false
        Test-Auth0Connection limited -Quiet | Should -BeExactly $true
    }

    It 'takes connections from the pipeline, as objects, as names, and by property name' {
        ("$(Get-Auth0Connection demo | Test-Auth0Connection | ForEach-Object Connection)") | Should -Be 'demo'
        @(Get-Auth0Connection | Test-Auth0Connection -Quiet) | Should -Be $true, $true
        @('demo', 'limited' | Test-Auth0Connection | ForEach-Object { "$($_.Connection)" }) | Should -Be 'demo', 'limited'
        @([pscustomobject]@{ Connection = 'demo' }, [pscustomobject]@{ Connection = $limited } | Test-Auth0Connection -Quiet) | Should -Be $true, $true
    }

    It 'needs the name of one of several connections' {
        { Test-Auth0Connection } | Should -Throw -ErrorId 'Auth0Ps.ConnectionNotFound,*'
    }

    It 'may be left without a name while there is one connection' {
        $limited | Remove-Auth0Connection
        try {
            "$((Test-Auth0Connection).Connection)" | Should -Be 'demo'
        }
        finally {
            $script:limited = Connect-TestTenant $tenant limited -Limited
        }
    }

    It 'asks for a new token each time, and changes nothing at the tenant' {
        $secrets = Get-TenantSecretTable $tenant
        $before = Get-TenantRequestCount $tenant
        $null = Test-Auth0Connection demo
        $null = Test-Auth0Connection demo -For SecretRotation
        $new = @(Get-TenantRequest $tenant | Select-Object -Skip $before)
        @($new | Where-Object path -EQ '/oauth/token').Count | Should -Be 2
        @($new | Where-Object { $_.method -ne 'GET' -and $_.path -ne '/oauth/token' }).Count | Should -Be 0
        $after = Get-TenantSecretTable $tenant
        $secrets.Keys | ForEach-Object { $after[$_] | Should -BeExactly $secrets[$_] }
    }

    It 'finds which part fails, skips what depends on it, and is no error: <Part>' -ForEach @(
        @{ Part = 'Credentials'; With = @{ ClientSecret = 'wrong' } }
        @{ Part = 'Audience'; With = @{ Audience = 'https://nowhere.example.com/' } }
        @{ Part = 'Name resolves'; With = @{ Domain = 'nowhere.invalid' } }
        @{ Part = 'Token endpoint'; With = @{ Domain = 'http://127.0.0.1:1' } }
    ) {
        $parameters = @{ Domain = $tenant.Domain; ClientId = $tenant.ClientId; ClientSecret = $tenant.ClientSecret }
        foreach ($name in $With.Keys) {
            $parameters[$name] = $With[$name]
        }
        $parameters.ClientSecret = New-Secret $parameters.ClientSecret
        $connection = New-Auth0Connection -Name broken @parameters -SkipTest -WarningAction Ignore
        try {
            $test = $connection | Test-Auth0Connection -ErrorAction Stop
            $test.Succeeded | Should -BeFalse
            $check = Get-Check $test $Part
            "$($check.Outcome)" | Should -Be 'Failed'
            $check.Recommendation | Should -Not -BeNullOrEmpty
            @($test.Checks | Where-Object Outcome -EQ 'Failed').Count | Should -Be 1
            "$((Get-Check $test 'Management API').Outcome)" | Should -Be 'Skipped'
            $connection | Test-Auth0Connection -Quiet | Should -BeFalse
        }
        finally {
            $connection | Remove-Auth0Connection
        }
    }

    # A moment without allowance is no fault: requests wait for their turn.
    It 'notes a nearly used up rate limit' {
        $busy = Start-TestTenant -ApplicationCount 0 -RateLimit 0.5
        $connection = New-Auth0Connection -Name busy -Domain $busy.Domain -ClientId $busy.ClientId -ClientSecret (New-Secret $busy.ClientSecret) -SkipTest -WarningAction Ignore
        $test = $connection | Test-Auth0Connection
        $check = Get-Check $test 'Rate limit'
        "$($check.Outcome)" | Should -Be 'Passed'
        $check.Detail | Should -Match '^0 of 1 requests are left'
        $test.Succeeded | Should -BeTrue
        $check.Recommendation | Should -Not -BeNullOrEmpty
    }

    It 'ends the command when the connection is unknown' {
        { 'nobody' | Test-Auth0Connection -ErrorAction SilentlyContinue } | Should -Throw -ErrorId 'Auth0Ps.ConnectionNotFound,*'
    }
}
