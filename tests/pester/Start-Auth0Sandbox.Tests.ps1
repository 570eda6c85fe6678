Describe 'Start-Auth0Sandbox' {
    BeforeAll {
        . $PSScriptRoot/common.ps1
        . $PSScriptRoot/support/Contract.ps1
        . $PSScriptRoot/support/Process.ps1
        . $PSScriptRoot/support/Tenant.ps1
        $script:sandbox = Start-Auth0Sandbox
        $script:taken = [uri]::new($sandbox.Domain).Port

        # With the secret as text, for calls without the module.
        function ConvertTo-TestTenant($Sandbox) {
            [pscustomobject]@{ Domain = $Sandbox.Domain; Audience = $Sandbox.Audience; ClientId = $Sandbox.ClientId; ClientSecret = ConvertTo-Text $Sandbox.ClientSecret }
        }
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

    It 'listens only on this machine' {
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
        $port = Find-FreePort
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

    It 'accepts <Accept> while a change spreads: the old secret <Old>, the new one <New>' -ForEach @(
        @{ Accept = 'Old'; Old = 200; New = 401 }
        @{ Accept = 'New'; Old = 401; New = 200 }
        @{ Accept = 'Both'; Old = 200; New = 200 }
        @{ Accept = 'Alternating'; Old = 200; New = 200 }
    ) {
        $tenant = ConvertTo-TestTenant (Start-Auth0Sandbox -ApplicationCount 0 -RateLimit none -PropagationDelay 30 -AcceptDuringPropagation $Accept)
        Invoke-Tenant $tenant "clients/$($tenant.ClientId)" -Method PATCH -Body @{ client_secret = 'n' * 64 } | Out-Null
        Get-SignInStatus $tenant $tenant.ClientId $tenant.ClientSecret | Should -Be $Old
        Get-SignInStatus $tenant $tenant.ClientId ('n' * 64) | Should -Be $New
    }

    It 'takes the delay as seconds or as a time span: <_>' -ForEach 0.001, '0.001', ([timespan]::FromMilliseconds(1)), '00:00:00.001' {
        $tenant = ConvertTo-TestTenant (Start-Auth0Sandbox -ApplicationCount 0 -RateLimit none -PropagationDelay $_)
        Invoke-Tenant $tenant "clients/$($tenant.ClientId)" -Method PATCH -Body @{ client_secret = 'n' * 64 } | Out-Null
        Start-Sleep -Milliseconds 20
        Get-SignInStatus $tenant $tenant.ClientId ('n' * 64) | Should -Be 200
    }

    It 'refuses what cannot be meant: <_>' -ForEach @(
        '-PropagationDelay 31'
        '-PropagationDelay -1'
        '-AcceptDuringPropagation Both'
        '-Fault @{ Action = "timeout" }'
        '-Fault @{ Path = "/x"; Action = "explode" }'
        '-Fault @{ Path = "/x"; Action = "status" }'
        '-Fault @{ Path = "/x"; Action = "status"; Status = 200 }'
        '-Fault @{ Path = "/x"; Action = "timeout"; Tmies = 3 }'
        '-Fault 5'
        "-Fault '{ nonsense }'"
        "-Fault 'one.json', 'two.json'"
    ) {
        $before = @(Get-CompletionText 'Stop-Auth0Sandbox -Domain ')
        Invoke-Expression "Start-Auth0Sandbox $_ -ErrorVariable problem -ErrorAction SilentlyContinue" | Should -BeNullOrEmpty
        $problem.Count | Should -Be 1
        $problem[0].FullyQualifiedErrorId | Should -BeLike 'Auth0Ps.InvalidArgument,*'
        $problem[0].ErrorDetails.RecommendedAction | Should -Not -BeNullOrEmpty
        @(Get-CompletionText 'Stop-Auth0Sandbox -Domain ') | Should -Be $before
    }

    It 'lets calls go wrong as a rule says, given as <Kind>' -ForEach @(
        @{ Kind = 'a table'; Fault = @{ Path = '/oauth/token'; Action = 'status'; Status = 503; Times = 2 } }
        @{ Kind = 'an object'; Fault = [pscustomobject]@{ path = '/OAUTH/*'; action = 'Status'; status = 503; times = 2 } }
        @{ Kind = 'JSON'; Fault = '{ "path": "/oauth/token", "action": "status", "status": 503, "times": 2 }' }
    ) {
        $tenant = Start-Auth0Sandbox -ApplicationCount 0 -Fault $Fault
        $secret = ConvertTo-Text $tenant.ClientSecret
        1..3 | ForEach-Object { Get-SignInStatus $tenant $tenant.ClientId $secret } | Should -Be 503, 503, 200
    }

    It 'reads rules from a file, and again when it changes' {
        $path = Join-Path $TestDrive faults.json
        Set-Content $path '[]'
        Push-Location $TestDrive
        try { $tenant = Start-Auth0Sandbox -ApplicationCount 0 -Fault faults.json } finally { Pop-Location }
        $secret = ConvertTo-Text $tenant.ClientSecret
        Get-SignInStatus $tenant $tenant.ClientId $secret | Should -Be 200
        Set-Content $path '[{ "path": "/oauth/token", "action": "status", "status": 502 }]'
        Get-SignInStatus $tenant $tenant.ClientId $secret | Should -Be 502
    }

    It 'says which file is missing' {
        Start-Auth0Sandbox -Fault 'no-such-file.json' -ErrorVariable problem -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $problem[0].FullyQualifiedErrorId | Should -BeLike 'Auth0Ps.SandboxFailed,*'
        "$($problem[0])" | Should -Match 'no-such-file\.json'
    }

    It 'keeps a tenant in a file, and takes it from there again' {
        Push-Location $TestDrive
        try {
            $first = Start-Auth0Sandbox -ApplicationCount 3 -StatePath tenant.state
            Join-Path $TestDrive tenant.state | Should -Exist
            $first | Stop-Auth0Sandbox
            $again = Start-Auth0Sandbox -StatePath tenant.state
            $again.ClientId | Should -BeExactly $first.ClientId
            ConvertTo-Text $again.ClientSecret | Should -BeExactly (ConvertTo-Text $first.ClientSecret)
            $again.Applications.ClientId | Should -Be $first.Applications.ClientId
            Start-Auth0Sandbox -StatePath tenant.state -ErrorVariable problem -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
            $problem[0].FullyQualifiedErrorId | Should -BeLike 'Auth0Ps.SandboxFailed,*'
            "$($problem[0])" | Should -Match 'in use'
        }
        finally { Pop-Location }
    }

    It 'keeps a log that Invoke-Auth0RestMethod reads' {
        $connection = Start-Auth0Sandbox -ApplicationCount 0 | New-Auth0Connection -Name logged -WarningAction Ignore
        Get-SignInStatus $connection nobody wrong | Should -Be 401
        $refused = Invoke-Auth0RestMethod -Connection $connection -Path logs -Query @{ q = 'type:feccft' }
        $refused.client_id | Should -Be nobody
        $refused.description | Should -Be Unauthorized
    }

    It 'starts nothing with -WhatIf' {
        $before = @(Get-CompletionText 'Stop-Auth0Sandbox -Domain ')
        Start-Auth0Sandbox -WhatIf | Should -BeNullOrEmpty
        @(Get-CompletionText 'Stop-Auth0Sandbox -Domain ') | Should -Be $before
    }
}
