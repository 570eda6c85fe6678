Describe 'Start-Auth0Sandbox' {
    BeforeAll {
        . $PSScriptRoot/common.ps1
        . $PSScriptRoot/support/Contract.ps1
        . $PSScriptRoot/support/Tenant.ps1
        $script:sandbox = Start-Auth0Sandbox
        $script:taken = [uri]::new($sandbox.Domain).Port
    }

    AfterAll {
        Clear-TestProcess
    }

    It 'returns a tenant with what a connection needs' {
        $sandbox | Should -BeOfType Auth0Ps.Auth0SandboxTenant
        Get-MissingProperty $sandbox Auth0SandboxTenant | Should -BeNullOrEmpty
        $sandbox.Domain | Should -Match '^http://127\.0\.0\.1:\d+$'
        $sandbox.Audience | Should -BeExactly "$($sandbox.Domain)/api/v2/"
        $sandbox.ClientId | Should -Match '^\w{32}$'
        $sandbox.ClientSecret | Should -BeOfType securestring
        $sandbox.ClientSecret.Length | Should -Be 64
    }

    It 'names its applications' {
        $sandbox.Applications.Count | Should -Be 25
        $sandbox.Applications[0] | Should -BeOfType Auth0Ps.Auth0SandboxApplication
        $sandbox.Applications.Name | Should -Contain 'Inventory Sync'
        @($sandbox.Applications | Where-Object Name -Match '[^\x00-\x7f]').Count | Should -BeGreaterThan 3
        @($sandbox.Applications.ClientId | Select-Object -Unique).Count | Should -Be 25
        $sandbox.Applications.AppType | Should -Contain 'spa'
    }

    It 'has lists that can be indexed' {
        Get-PropertyWithoutIndex $sandbox | Should -BeNullOrEmpty
    }

    It 'answers as soon as it is returned, with a token for its own client' {
        Get-SignInStatus $sandbox $sandbox.ClientId (ConvertTo-Text $sandbox.ClientSecret) | Should -Be 200
        Get-SignInStatus $sandbox $sandbox.ClientId 'something else' | Should -Be 401
    }

    It 'listens on this machine alone' {
        $listeners = [System.Net.NetworkInformation.IPGlobalProperties]::GetIPGlobalProperties().GetActiveTcpListeners()
        ($listeners | Where-Object Port -EQ $taken).Address.IPAddressToString | Should -Be '127.0.0.1'
    }

    It 'pipes into New-Auth0Connection' {
        $connection = Start-Auth0Sandbox -ApplicationCount 0 | New-Auth0Connection -Name piped -WarningAction Ignore
        $connection | Should -BeOfType Auth0Ps.Auth0Connection
        (Test-Auth0Connection piped).Succeeded | Should -BeTrue
    }

    It 'has as many applications as asked for beside its own three, four in five of them rotatable' {
        foreach ($count in 7, 60) {
            $tenant = Start-Auth0Sandbox $count
            $connection = $tenant | New-Auth0Connection -Name "of-$count" -WarningAction Ignore
            $tenant.Applications.Count | Should -Be $count
            @(Get-Auth0Application -Connection $connection).Count | Should -Be ($count + 3)
            $rotatable = @(Get-Auth0Application -Connection $connection -Rotatable | Where-Object ClientId -In $tenant.Applications.ClientId)
            $rotatable.Count | Should -BeGreaterOrEqual ($count * 0.8)
        }
    }

    It 'starts with thousands of applications in a moment' {
        (Measure-Command { Start-Auth0Sandbox -ApplicationCount 2000 }).TotalSeconds | Should -BeLessThan 10
    }

    It 'takes the port asked for' {
        $free = Start-Auth0Sandbox -ApplicationCount 0
        $port = [uri]::new($free.Domain).Port
        $free | Stop-Auth0Sandbox
        (Start-Auth0Sandbox -ApplicationCount 0 -Port $port).Domain | Should -Be "http://127.0.0.1:$port"
    }

    It 'says so when the port is in use, and goes on' {
        $failed = Start-Auth0Sandbox -Port $taken -ErrorVariable problem -ErrorAction SilentlyContinue
        $failed | Should -BeNullOrEmpty
        $problem.Count | Should -Be 1
        $problem[0].FullyQualifiedErrorId | Should -BeLike 'Auth0Ps.SandboxFailed,*'
        $problem[0].CategoryInfo.Category | Should -Be 'ResourceUnavailable'
        $problem[0].TargetObject | Should -Be $taken
        "$($problem[0])" | Should -Match "$taken"
        $problem[0].ErrorDetails.RecommendedAction | Should -Match '-Port'
    }

    It 'takes its time with each answer when told to' {
        $slow = Start-Auth0Sandbox -ApplicationCount 0 -Latency 400
        (Measure-Command { Invoke-RestMethod "$($slow.Domain)/.well-known/jwks.json" }).TotalMilliseconds | Should -BeGreaterOrEqual 395
    }

    It 'shows the rate limit asked for: <RateLimit>' -ForEach @(
        @{ RateLimit = 'free'; Limit = 2 }
        @{ RateLimit = '7'; Limit = 7 }
    ) {
        $tenant = Start-TestTenant -ApplicationCount 0 -RateLimit $RateLimit
        $call = @{ Uri = "$($tenant.Audience)clients/$($tenant.ClientId)"; Headers = @{ Authorization = "Bearer $(Get-TenantToken $tenant)" } }
        (Invoke-WebRequest @call).Headers['x-ratelimit-limit'] | Should -Be "$Limit"
    }

    It 'refuses nothing with the rate limit none' {
        $tenant = Start-TestTenant -ApplicationCount 0 -RateLimit none
        1..80 | ForEach-Object { (Invoke-Tenant $tenant "clients/$($tenant.ClientId)").client_id } | Select-Object -Unique | Should -Be $tenant.ClientId
    }

    It 'refuses a rate limit it does not know' {
        $before = @(Get-CompletionText 'Stop-Auth0Sandbox -Domain ')
        Start-Auth0Sandbox -RateLimit plenty -ErrorVariable problem -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $problem.Count | Should -Be 1
        $problem[0].FullyQualifiedErrorId | Should -BeLike 'Auth0Ps.InvalidArgument,*'
        $problem[0].TargetObject | Should -Be 'plenty'
        $problem[0].ErrorDetails.RecommendedAction | Should -Match 'enterprise'
        @(Get-CompletionText 'Stop-Auth0Sandbox -Domain ') | Should -Be $before
    }

    It 'refuses numbers that make no sense: <_>' -ForEach @(
        '-ApplicationCount -1'
        '-Port 65536'
        '-Latency -5'
    ) {
        { Invoke-Expression "Start-Auth0Sandbox $_" } | Should -Throw -ErrorId 'ParameterArgumentValidationError*'
    }

    It 'starts nothing with -WhatIf' {
        $before = @(Get-CompletionText 'Stop-Auth0Sandbox -Domain ')
        Start-Auth0Sandbox -WhatIf | Should -BeNullOrEmpty
        @(Get-CompletionText 'Stop-Auth0Sandbox -Domain ') | Should -Be $before
    }
}
