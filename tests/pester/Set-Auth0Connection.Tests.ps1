Describe 'Set-Auth0Connection and saved connections' {
    BeforeAll {
        . $PSScriptRoot/support/Process.ps1
        $home0 = $env:AUTH0PS_HOME
        $env:AUTH0PS_HOME = Join-Path ([IO.Path]::GetTempPath()) "auth0ps-set-$([guid]::NewGuid().ToString('n'))"
        $sandbox = Start-Auth0Sandbox -ApplicationCount 5
        $module = (Get-Module Auth0Ps).Path
        $plain = [System.Net.NetworkCredential]::new('', $sandbox.ClientSecret).Password

        function Invoke-Elsewhere([string] $Command) {
            $program, $leading = Get-ShellStart
            & $program $leading -NoProfile -NonInteractive -Command "Import-Module '$module'; $Command"
        }
    }

    AfterEach {
        Get-Auth0Connection | Remove-Auth0Connection
        $env:AUTH0_DOMAIN = $env:AUTH0_CLIENT_ID = $env:AUTH0_CLIENT_SECRET = $null
    }

    AfterAll {
        Stop-Auth0Sandbox $sandbox.Domain
        if (Test-Path $env:AUTH0PS_HOME) { Remove-Item $env:AUTH0PS_HOME -Recurse -Force }
        $env:AUTH0PS_HOME = $home0
    }

    It 'changes what is given, keeps the rest and raises the version by one' {
        $before = $sandbox | New-Auth0Connection -Name one -WarningAction Ignore
        $after = Set-Auth0Connection one -Description 'the one' -NewName uno
        $after.Name | Should -Be 'uno'
        $after.Version | Should -Be 2
        $after.Id | Should -Be $before.Id
        $after.ClientId | Should -Be $before.ClientId
        (Get-Auth0AccessToken -Connection uno).Scope.Count | Should -BeGreaterThan 10
        Get-Auth0Connection one -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
    }

    It 'takes the connection from the pipeline with nothing but the change' {
        $sandbox | New-Auth0Connection -Name two -WarningAction Ignore | Out-Null
        $credential = [pscredential]::new($sandbox.ClientId, $sandbox.ClientSecret)
        $after = Get-Auth0Connection two | Set-Auth0Connection -Credential $credential
        $after.Version | Should -Be 2
    }

    It 'keeps what was changed since, when the piped connection is older' {
        $old = $sandbox | New-Auth0Connection -Name stale -WarningAction Ignore
        $null = Set-Auth0Connection stale -Description 'newer' -NewName fresh
        $after = $old | Set-Auth0Connection -ProjectId p1
        $after.Name | Should -Be 'fresh'
        $after.Description | Should -Be 'newer'
        $after.ProjectId | Should -Be 'p1'
        $after.Version | Should -Be 3
        (Get-Auth0Connection).Name | Should -Be 'fresh'
        Remove-Auth0Connection fresh
        $old | Set-Auth0Connection -ProjectId p2 -ErrorVariable problem -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $problem[0].FullyQualifiedErrorId | Should -BeLike 'Auth0Ps.ConnectionNotFound,*'
    }

    It 'changes each of several, and takes fields from the pipeline by property name' {
        foreach ($name in 'first', 'second') { $null = $sandbox | New-Auth0Connection -Name $name -SkipTest -WarningAction Ignore }
        (Get-Auth0Connection | Set-Auth0Connection -Description both -SkipTest).Description | Should -Be 'both', 'both'
        $after = [pscustomobject]@{ Description = 'piped'; ProjectId = 'p3' } | Set-Auth0Connection -Name second -SkipTest
        $after.Description, $after.ProjectId | Should -Be 'piped', 'p3'
        (Get-Auth0Connection first).Description | Should -Be 'both'
    }

    It 'moves the audience along with the tenant, unless it is somebody''s own' {
        $null = $sandbox | New-Auth0Connection -Name moving -SkipTest -WarningAction Ignore
        $after = Set-Auth0Connection moving -TenantDomain example -Region AU -SkipTest
        $after.Domain | Should -BeExactly 'example.au.auth0.com'
        $after.Region | Should -Be 'AU'
        $after.Audience | Should -BeExactly 'https://example.au.auth0.com/api/v2/'
        "$($after.BaseUri)" | Should -BeExactly 'https://example.au.auth0.com/api/v2/'
        (Set-Auth0Connection moving -Domain login.example.com -Audience https://example.au.auth0.com/api/v2/ -SkipTest).Audience | Should -BeExactly 'https://example.au.auth0.com/api/v2/'
        $after = Set-Auth0Connection moving -Domain login.example.org -SkipTest
        $after.Audience | Should -BeExactly 'https://example.au.auth0.com/api/v2/'
        "$($after.BaseUri)" | Should -BeExactly 'https://login.example.org/api/v2/'
    }

    It 'changes API and grant together with what depends on them' {
        $null = $sandbox | New-Auth0Connection -Name turning -SkipTest -WarningAction Ignore
        $after = Set-Auth0Connection turning -ApiType MyAccount -SkipTest
        "$($after.GrantType)" | Should -Be 'AuthorizationCodePkce'
        $after.Audience | Should -BeExactly "$($sandbox.Domain)/me/"
        "$($after.BaseUri)" | Should -BeExactly "$($sandbox.Domain)/me/v1/"
        $after = Set-Auth0Connection turning -ApiType Custom -GrantType ClientCredentials -Audience urn:orders -BaseUri https://api.example.com/v1 -SkipTest
        $after.Audience | Should -BeExactly 'urn:orders'
        "$($after.BaseUri)" | Should -BeExactly 'https://api.example.com/v1/'
        Set-Auth0Connection turning -ApiType MyAccount -Method client-credentials -SkipTest -ErrorVariable problem -ErrorAction SilentlyContinue
        $problem[0].FullyQualifiedErrorId | Should -BeLike 'Auth0Ps.InvalidArgument,*'
        $after = Set-Auth0Connection turning -ApiType Management -SkipTest
        "$($after.GrantType)" | Should -Be 'ClientCredentials'
        $after.Audience | Should -BeExactly "$($sandbox.Domain)/api/v2/"
        Test-Auth0Connection turning -Quiet | Should -BeTrue
    }

    It 'leaves everything as it was when the changed connection does not work' {
        $sandbox | New-Auth0Connection -Name three -WarningAction Ignore | Out-Null
        $wrong = [pscredential]::new($sandbox.ClientId, (ConvertTo-SecureString 'wrong' -AsPlainText -Force))
        Set-Auth0Connection three -Credential $wrong -ErrorVariable problem -ErrorAction SilentlyContinue
        $problem[0].FullyQualifiedErrorId | Should -BeLike 'Auth0Ps.CredentialsRefused,*'
        (Get-Auth0Connection three).Version | Should -Be 1
        Test-Auth0Connection three -Quiet | Should -BeTrue
    }

    It 'changes nothing under -WhatIf' {
        $sandbox | New-Auth0Connection -Name four -WarningAction Ignore | Out-Null
        Set-Auth0Connection four -Description x -WhatIf
        (Get-Auth0Connection four).Version | Should -Be 1
    }

    It 'saves a connection from the environment, which another process finds and uses' {
        $env:AUTH0_DOMAIN, $env:AUTH0_CLIENT_ID, $env:AUTH0_CLIENT_SECRET = $sandbox.Domain, $sandbox.ClientId, $plain
        $made = New-Auth0Connection five -FromEnvironment -WarningVariable warned
        $made.Persisted | Should -BeTrue
        $warned | Should -BeNullOrEmpty
        Invoke-Elsewhere '@(Get-Auth0Application -Connection five).Count' | Should -Be 8
        Get-Content (Join-Path $env:AUTH0PS_HOME connections.json) -Raw | Should -Not -Match ([regex]::Escape($plain))
    }

    It 'says which variable is missing' {
        $env:AUTH0_DOMAIN = $sandbox.Domain
        New-Auth0Connection six -FromEnvironment -ErrorVariable problem -ErrorAction SilentlyContinue
        "$problem" | Should -Match 'AUTH0_CLIENT_ID, AUTH0_CLIENT_SECRET'
    }

    It 'refuses a private key that is none, before any request' {
        $path = Join-Path ([IO.Path]::GetTempPath()) "auth0ps-$([guid]::NewGuid()).pem"
        Set-Content $path 'not a key'
        try {
            New-Auth0Connection seven -Domain $sandbox.Domain -ClientId $sandbox.ClientId -PrivateKeyPath $path -ErrorVariable problem -ErrorAction SilentlyContinue
            $problem[0].FullyQualifiedErrorId | Should -BeLike 'Auth0Ps.InvalidPrivateKey,*'
            $problem[0].ErrorDetails.RecommendedAction | Should -Not -BeNullOrEmpty
        }
        finally {
            Remove-Item $path
        }
    }
}
