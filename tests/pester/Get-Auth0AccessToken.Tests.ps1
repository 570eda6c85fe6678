Describe 'Get-Auth0AccessToken' {
    BeforeAll {
        . $PSScriptRoot/support/Contract.ps1
        . $PSScriptRoot/support/Process.ps1
        . $PSScriptRoot/support/Tenant.ps1
        Clear-TestProcess
        $script:tenant = Start-TenantProcess '--apps', '25'
        $script:demo = Connect-TestTenant $tenant demo

        function Get-TokenRequestCount {
            @(Get-TenantRequest $tenant -Method POST -Path /oauth/token).Count
        }

        function Read-Claim([string] $Token) {
            $middle = $Token.Split('.')[1].Replace('-', '+').Replace('_', '/')
            $middle += '=' * ((4 - $middle.Length % 4) % 4)
            [System.Text.Encoding]::UTF8.GetString([Convert]::FromBase64String($middle)) | ConvertFrom-Json
        }
    }

    AfterAll {
        Stop-TestProcess $tenant.Process
        Clear-TestProcess
    }

    It 'returns a token with every property of the contract' {
        $token = Get-Auth0AccessToken -Connection demo
        $token | Should -BeOfType Auth0Ps.Auth0AccessToken
        Get-MissingProperty $token Auth0AccessToken | Should -BeNullOrEmpty
        $token.Token | Should -BeOfType securestring
        $token.TokenType | Should -BeExactly 'Bearer'
        $token.Scope | Should -Contain 'read:clients'
        $token.Audience | Should -BeExactly $tenant.Audience
        $token.ExpiresAt | Should -BeOfType DateTimeOffset
        $token.ExpiresAt.Offset | Should -Be ([timespan]::Zero)
        $token.ExpiresAt | Should -BeGreaterThan ([DateTimeOffset]::UtcNow)
    }

    It 'returns the token as text with -AsPlainText, one that says what the object says' {
        $plain = Get-Auth0AccessToken -Connection demo -AsPlainText
        $plain | Should -BeOfType string
        $token = Get-Auth0AccessToken -Connection demo
        ConvertTo-Text $token.Token | Should -BeExactly $plain
        $claims = Read-Claim $plain
        $claims.aud | Should -Be $tenant.Audience
        $claims.scope -split ' ' | Should -Be $token.Scope
        [Math]::Abs(($token.ExpiresAt - [DateTimeOffset]::FromUnixTimeSeconds($claims.exp)).TotalSeconds) | Should -BeLessThan 5
    }

    It 'returns a token that PowerShell''s web cmdlets take as it is' {
        $token = Get-Auth0AccessToken -Connection demo
        $call = @{ Uri = "$($tenant.Audience)clients?per_page=1"; Authentication = 'Bearer'; Token = $token.Token; AllowUnencryptedAuthentication = $true }
        @(Invoke-RestMethod @call).Count | Should -Be 1
    }

    It 'asks the tenant once and again with -Force' {
        $null = Get-Auth0AccessToken -Connection demo
        $before = Get-TokenRequestCount
        1..5 | ForEach-Object { Get-Auth0AccessToken -Connection demo } | Out-Null
        Get-TokenRequestCount | Should -Be $before
        $null = Get-Auth0AccessToken -Connection demo -Force
        Get-TokenRequestCount | Should -Be ($before + 1)
        $null = Get-Auth0AccessToken -Connection demo
        Get-TokenRequestCount | Should -Be ($before + 1)
    }

    It 'asks the tenant once for every set of permissions when fifty runspaces ask at the same time' {
        # The answer takes so long that all of them wait for it, and none finds it in the cache.
        $slow = Start-TenantProcess '--apps', '3', '--latency', '2000'
        $connection = New-Auth0Connection -Name fifty -Domain $slow.Domain -ClientId $slow.ClientId -ClientSecret (New-Secret $slow.ClientSecret) -SkipTest -WarningAction Ignore
        try {
            $module = Join-Path (Get-Module Auth0Ps).ModuleBase 'Auth0Ps.psd1'
            $start = [System.Threading.Barrier]::new(50)
            $tokens = 1..50 | ForEach-Object -ThrottleLimit 50 -Parallel {
                Import-Module $using:module
                $choice = $_ % 2 ? @{} : @{ Scope = 'read:clients' }
                if (-not ($using:start).SignalAndWait([timespan]::FromSeconds(60))) {
                    throw 'Not all of them came.'
                }
                [pscustomobject]@{ Choice = $choice.Count; Text = Get-Auth0AccessToken -Connection fifty -AsPlainText @choice }
            }
            $tokens.Count | Should -Be 50
            foreach ($group in $tokens | Group-Object Choice) {
                @($group.Group.Text | Select-Object -Unique).Count | Should -Be 1
            }
            @(Get-TenantRequest $slow -Method POST -Path /oauth/token).Count | Should -Be 2
        }
        finally {
            Stop-TestProcess $slow.Process
            $connection | Remove-Auth0Connection
        }
    }

    It 'asks anew for a connection that was made again' {
        $null = Get-Auth0AccessToken -Connection demo
        Remove-Auth0Connection demo
        $script:demo = New-Auth0Connection -Name demo -Domain $tenant.Domain -ClientId $tenant.ClientId -ClientSecret (New-Secret $tenant.ClientSecret) -SkipTest -WarningAction Ignore
        $before = Get-TokenRequestCount
        $null = Get-Auth0AccessToken -Connection demo
        Get-TokenRequestCount | Should -Be ($before + 1)
    }

    It 'asks for some permissions alone, and keeps that token apart' {
        (Get-Auth0AccessToken -Connection demo -Scope read:clients, read:client_grants).Scope | Should -Be 'read:clients', 'read:client_grants'
        (Get-Auth0AccessToken -Connection demo).Scope.Count | Should -BeGreaterThan 100
        $before = Get-TokenRequestCount
        $null = Get-Auth0AccessToken -Connection demo -Scope read:clients, read:client_grants
        Get-TokenRequestCount | Should -Be $before
    }

    It 'asks for another API where the application is authorized' {
        $application = Find-SignInApplication $tenant
        $other = New-Auth0Connection -Name other -Domain $tenant.Domain -ClientId $application.ClientId -ClientSecret (New-Secret $application.Secret) -SkipTest -WarningAction Ignore
        $token = $other | Get-Auth0AccessToken -Audience $application.Audience
        $token.Audience | Should -BeExactly $application.Audience
        (Read-Claim (ConvertTo-Text $token.Token)).aud | Should -Be $application.Audience
        $other | Remove-Auth0Connection
    }

    It 'says which grant is missing for another API' {
        $audience = (Find-SignInApplication $tenant).Audience
        Get-Auth0AccessToken -Connection demo -Audience $audience -ErrorVariable problem -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $problem.Count | Should -Be 1
        $problem[0].FullyQualifiedErrorId | Should -BeLike 'Auth0Ps.NotAuthorizedForAudience,*'
        $problem[0].CategoryInfo.Category | Should -Be 'PermissionDenied'
        $problem[0].TargetObject | Should -Be $tenant.ClientId
        "$($problem[0])" | Should -Match ([regex]::Escape($audience))
    }

    It 'says when the tenant knows no such API or organization' {
        Get-Auth0AccessToken -Connection demo -Audience https://nowhere.example.com/ -ErrorVariable problem -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $problem[0].FullyQualifiedErrorId | Should -BeLike 'Auth0Ps.AudienceNotFound,*'
        Get-Auth0AccessToken -Connection demo -Organization org_nowhere -ErrorVariable problem -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $problem.Count | Should -Be 1
        $problem[0].FullyQualifiedErrorId | Should -BeLike 'Auth0Ps.*'
    }

    It 'may be left without a connection while there is one' {
        (Get-Auth0AccessToken).Audience | Should -Be $tenant.Audience
    }

    It 'takes connections from the pipeline, as objects, as names, and by property name' {
        $second = Connect-TestTenant $tenant second
        try {
            @(Get-Auth0Connection | Get-Auth0AccessToken).Count | Should -Be 2
            @('demo', 'second' | Get-Auth0AccessToken).Count | Should -Be 2
            @([pscustomobject]@{ Connection = 'demo' }, [pscustomobject]@{ Connection = $second } | Get-Auth0AccessToken).Count | Should -Be 2
        }
        finally {
            $second | Remove-Auth0Connection
        }
    }

    It 'ends the command when the connection is unknown' {
        { Get-Auth0AccessToken -Connection nobody -ErrorAction SilentlyContinue } | Should -Throw -ErrorId 'Auth0Ps.ConnectionNotFound,*'
    }
}
