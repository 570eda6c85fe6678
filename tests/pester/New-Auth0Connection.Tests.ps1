Describe 'New-Auth0Connection' {
    BeforeAll {
        . $PSScriptRoot/support/Contract.ps1
        . $PSScriptRoot/support/Process.ps1
        . $PSScriptRoot/support/Tenant.ps1
        $script:tenant = Start-TenantProcess '--apps', '2'
        $script:credential = [pscredential]::new($tenant.ClientId, (New-Secret $tenant.ClientSecret))
        $script:quiet = @{ WarningAction = 'Ignore' }
    }

    AfterAll {
        Stop-TestProcess $tenant.Process
        Clear-TestProcess
    }

    BeforeEach {
        Get-Auth0Connection | Remove-Auth0Connection
    }

    It 'returns a connection with every property of the contract' {
        $before = [DateTimeOffset]::UtcNow.AddSeconds(-1)
        $connection = New-Auth0Connection -Name full -Domain $tenant.Domain -Credential $credential -Description 'For tests' -ProjectId p1 @quiet
        $connection | Should -BeOfType Auth0Ps.Auth0Connection
        Get-MissingProperty $connection Auth0Connection | Should -BeNullOrEmpty
        $connection.Id | Should -BeOfType guid
        $connection.Id | Should -Not -Be ([guid]::Empty)
        $connection.Name | Should -BeExactly 'full'
        $connection.Description | Should -BeExactly 'For tests'
        $connection.ProjectId | Should -BeExactly 'p1'
        $connection.App | Should -BeExactly 'auth0'
        $connection.Method | Should -BeExactly 'client-credentials'
        "$($connection.ApiType)" | Should -Be 'Management'
        "$($connection.GrantType)" | Should -Be 'ClientCredentials'
        $connection.Domain | Should -BeExactly $tenant.Domain
        $connection.Region | Should -BeNullOrEmpty
        $connection.Audience | Should -BeExactly "$($tenant.Domain)/api/v2/"
        "$($connection.BaseUri)" | Should -BeExactly "$($tenant.Domain)/api/v2/"
        $connection.Organization | Should -BeNullOrEmpty
        $connection.Scope.Count | Should -Be 0
        $connection.ClientId | Should -BeExactly $tenant.ClientId
        "$($connection.SecretReference)" | Should -Be 'this process'
        $connection.Persisted | Should -BeFalse
        $connection.Version | Should -Be 1
        $connection.CreatedAt | Should -BeOfType DateTimeOffset
        $connection.CreatedAt.Offset | Should -Be ([timespan]::Zero)
        $connection.CreatedAt | Should -BeGreaterThan $before
        $connection.UpdatedAt | Should -Be $connection.CreatedAt
    }

    It 'warns that the connection ends with the process' {
        $null = New-Auth0Connection -Name short -Domain $tenant.Domain -Credential $credential -WarningVariable warning -WarningAction SilentlyContinue
        $warning.Count | Should -Be 1
        "$warning" | Should -Match 'process'
    }

    It 'takes name and domain by position, and id and secret apart' {
        $connection = New-Auth0Connection apart $tenant.Domain -ClientId $tenant.ClientId -ClientSecret (New-Secret $tenant.ClientSecret) @quiet
        (Test-Auth0Connection $connection).Succeeded | Should -BeTrue
    }

    It 'takes everything from the pipeline by property name, and a name that is typed before one that is piped' {
        $connection = [pscustomobject]@{
            Name        = 'other'
            Domain      = $tenant.Domain
            Credential  = $credential
            Audience    = $tenant.Audience
            Description = 'from afar'
            ProjectId   = 'p2'
        } | New-Auth0Connection -Name piped @quiet
        $connection.Description | Should -Be 'from afar'
        $connection.ProjectId | Should -Be 'p2'
        (Test-Auth0Connection piped).Succeeded | Should -BeTrue
        ([pscustomobject]@{ Name = 'named'; Domain = $tenant.Domain; Credential = $credential } | New-Auth0Connection @quiet).Name | Should -Be 'named'
    }

    It 'keeps a copy of the secret, so that the caller may dispose of theirs' {
        $secret = New-Secret $tenant.ClientSecret
        $null = New-Auth0Connection -Name copy -Domain $tenant.Domain -ClientId $tenant.ClientId -ClientSecret $secret @quiet
        $secret.Dispose()
        (Get-Auth0AccessToken -Connection copy -Force).TokenType | Should -Be 'Bearer'
    }

    It 'says the same of the credentials only while they are the same' {
        $first = New-Auth0Connection -Name one -Domain $tenant.Domain -Credential $credential -SkipTest @quiet
        $second = New-Auth0Connection -Name two -Domain $tenant.Domain -Credential $credential -SkipTest @quiet
        $third = New-Auth0Connection -Name three -Domain $tenant.Domain -ClientId $tenant.ClientId -ClientSecret (New-Secret 'another') -SkipTest @quiet
        $first.CredentialsHash | Should -Be $second.CredentialsHash
        $first.CredentialsHash | Should -Not -Be $third.CredentialsHash
    }

    It 'understands the address of a tenant: <Given>' -ForEach @(
        @{ Given = 'example.eu.auth0.com'; Domain = 'example.eu.auth0.com'; Region = 'EU' }
        @{ Given = 'https://Example.JP.auth0.com/'; Domain = 'example.jp.auth0.com'; Region = 'JP' }
        @{ Given = 'example.auth0.com'; Domain = 'example.auth0.com'; Region = 'US' }
        @{ Given = 'login.example.com'; Domain = 'login.example.com'; Region = $null }
    ) {
        $connection = New-Auth0Connection -Name address -Domain $Given -Credential $credential -SkipTest @quiet
        $connection.Domain | Should -BeExactly $Domain
        $connection.Region | Should -Be $Region
        $connection.Audience | Should -BeExactly "https://$Domain/api/v2/"
        "$($connection.BaseUri)" | Should -BeExactly "https://$Domain/api/v2/"
    }

    It 'puts tenant name and region together' {
        $connection = New-Auth0Connection -Name region -TenantDomain example -Region ca -Credential $credential -SkipTest @quiet
        $connection.Domain | Should -BeExactly 'example.ca.auth0.com'
        $connection.Region | Should -Be 'CA'
    }

    It 'keeps the audience of a custom domain as given' {
        $connection = New-Auth0Connection -Name custom -Domain login.example.com -Audience https://example.eu.auth0.com/api/v2/ -Credential $credential -SkipTest @quiet
        $connection.Audience | Should -BeExactly 'https://example.eu.auth0.com/api/v2/'
        "$($connection.BaseUri)" | Should -BeExactly 'https://login.example.com/api/v2/'
    }

    It 'sends nothing with -SkipTest' {
        $before = Get-TenantRequestCount $tenant
        $connection = New-Auth0Connection -Name untested -Domain $tenant.Domain -ClientId $tenant.ClientId -ClientSecret (New-Secret 'wrong') -SkipTest @quiet
        $connection.Name | Should -Be 'untested'
        Get-TenantRequestCount $tenant | Should -Be $before
    }

    It 'makes nothing and sends nothing with -WhatIf' {
        $before = Get-TenantRequestCount $tenant
        New-Auth0Connection -Name what -Domain $tenant.Domain -Credential $credential -WhatIf | Should -BeNullOrEmpty
        Get-Auth0Connection | Should -BeNullOrEmpty
        Get-TenantRequestCount $tenant | Should -Be $before
    }

    It 'keeps no connection that failed its test' {
        New-Auth0Connection -Name bad -Domain $tenant.Domain -ClientId $tenant.ClientId -ClientSecret (New-Secret 'wrong') -ErrorAction SilentlyContinue @quiet | Should -BeNullOrEmpty
        Get-Auth0Connection | Should -BeNullOrEmpty
    }

    It 'wants to know where and who, once each: <Why>' -ForEach @(
        @{ Why = 'nowhere'; With = @{ Who = $true } }
        @{ Why = 'twice where'; With = @{ Who = $true; Domain = 'example.eu.auth0.com'; TenantDomain = 'example'; Region = 'EU' } }
        @{ Why = 'a tenant without its region'; With = @{ Who = $true; TenantDomain = 'example' } }
        @{ Why = 'nobody'; With = @{ Domain = 'example.eu.auth0.com' } }
        @{ Why = 'an id without its secret'; With = @{ Domain = 'example.eu.auth0.com'; ClientId = 'abc' } }
    ) {
        $parameters = @{} + $With
        if ($parameters.Who) {
            $parameters.Remove('Who')
            $parameters.Credential = $credential
        }
        New-Auth0Connection -Name choice @parameters -SkipTest -ErrorVariable problem -ErrorAction SilentlyContinue @quiet | Should -BeNullOrEmpty
        $problem.Count | Should -Be 1
        $problem[0].FullyQualifiedErrorId | Should -BeLike 'Auth0Ps.InvalidArgument,*'
        $problem[0].ErrorDetails.RecommendedAction | Should -Not -BeNullOrEmpty
    }

    It 'refuses what is too long, empty or malformed: <Why>' -ForEach @(
        @{ Why = 'description'; With = @{ Description = 'x' * 257 } }
        @{ Why = 'audience without its slash'; With = @{ Audience = 'https://example.eu.auth0.com/api/v2' } }
        @{ Why = 'audience with a space'; With = @{ Audience = 'https://orders example/' } }
        @{ Why = 'empty secret'; With = @{ Credential = $null; ClientId = 'abc'; ClientSecret = [securestring]::new() } }
        @{ Why = 'client id that is none'; With = @{ Credential = $null; ClientId = 'a b/c'; ClientSecret = (ConvertTo-SecureString 'x' -AsPlainText -Force) } }
    ) {
        $parameters = @{ Domain = $tenant.Domain; Credential = $credential } + @{}
        foreach ($name in $With.Keys) {
            $parameters[$name] = $With[$name]
        }
        if ($null -eq $parameters.Credential) {
            $parameters.Remove('Credential')
        }
        $before = Get-TenantRequestCount $tenant
        New-Auth0Connection -Name limits @parameters -ErrorVariable problem -ErrorAction SilentlyContinue @quiet | Should -BeNullOrEmpty
        $problem.Count | Should -Be 1
        $problem[0].FullyQualifiedErrorId | Should -BeLike 'Auth0Ps.InvalidArgument,*'
        $problem[0].CategoryInfo.Category | Should -Be 'InvalidArgument'
        Get-TenantRequestCount $tenant | Should -Be $before
    }

    It 'takes a client secret as files and pastes have it, from wherever it comes: <Why>' -ForEach @(
        @{ Why = 'a line break behind it'; Around = "{0}`n" }
        @{ Why = 'a line break of Windows behind it'; Around = "{0}`r`n" }
        @{ Why = 'spaces and a tab around it'; Around = " `t{0}  " }
        @{ Why = 'a byte order mark before it'; Around = "$([char]0xFEFF){0}" }
        @{ Why = 'a space of no width behind it'; Around = "{0}$([char]0x200B)" }
    ) {
        $secret = $Around -f $tenant.ClientSecret
        (New-Auth0Connection -Name typed -Domain $tenant.Domain -ClientId $tenant.ClientId -ClientSecret (New-Secret $secret) -ErrorAction Stop @quiet).Name | Should -Be typed
        (New-Auth0Connection -Name pasted -Domain $tenant.Domain -Credential ([pscredential]::new($tenant.ClientId, (New-Secret $secret))) -ErrorAction Stop @quiet).Name | Should -Be pasted
        $json = @{ name = 'imported'; app = 'auth0'; method = 'client-credentials'; credentials = @{ domain = $tenant.Domain; clientId = $tenant.ClientId; clientSecret = $secret } } | ConvertTo-Json
        ($json | Import-Auth0Connection -ErrorAction Stop @quiet).Name | Should -Be imported
        try {
            $env:AUTH0_DOMAIN, $env:AUTH0_CLIENT_ID, $env:AUTH0_CLIENT_SECRET = $tenant.Domain, $tenant.ClientId, $secret
            (New-Auth0Connection -Name set -FromEnvironment -ErrorAction Stop @quiet).Name | Should -Be set
        }
        finally {
            $env:AUTH0_DOMAIN = $env:AUTH0_CLIENT_ID = $env:AUTH0_CLIENT_SECRET = $null
        }
    }

    It 'refuses a client secret that has what no secret has, before it sends anything: <Why>' -ForEach @(
        @{ Why = 'a line break'; Secret = "abcdef`nghijkl" }
        @{ Why = 'a tab'; Secret = "abcdef`tghijkl" }
        @{ Why = 'double quotes around it'; Secret = '"abcdef"' }
        @{ Why = 'single quotes around it, and a line break'; Secret = "'abcdef'`n" }
        @{ Why = 'quotes of a word processor around it'; Secret = "$([char]0x201C)abcdef$([char]0x201D)" }
        @{ Why = 'nothing else than a line break'; Secret = "`r`n" }
    ) {
        $count = Get-TenantRequestCount $tenant
        $null = New-Auth0Connection -Name bad -Domain $tenant.Domain -ClientId $tenant.ClientId -ClientSecret (New-Secret $Secret) -ErrorVariable problem -ErrorAction SilentlyContinue @quiet
        $problem[0].FullyQualifiedErrorId | Should -BeLike 'Auth0Ps.InvalidArgument,*'
        "$($problem[0]) $($problem[0].ErrorDetails.RecommendedAction)" | Should -Match 'client secret'
        "$($problem[0])" | Should -Not -Match 'abc'
        Get-TenantRequestCount $tenant | Should -Be $count
    }

    It 'says which organization the tenant does not give tokens for' {
        New-Auth0Connection -Name org -Domain $tenant.Domain -Credential $credential -Organization org_nowhere -ErrorVariable problem -ErrorAction SilentlyContinue @quiet | Should -BeNullOrEmpty
        $problem.Count | Should -Be 1
        $problem[0].FullyQualifiedErrorId | Should -BeLike 'Auth0Ps.*'
    }

    It 'makes the first of two with one name and says so for the second' {
        $two = [pscustomobject]@{ Domain = $tenant.Domain; Credential = $credential }, [pscustomobject]@{ Domain = $tenant.Domain; Credential = $credential }
        $made = @($two | New-Auth0Connection -Name twice -ErrorVariable problem -ErrorAction SilentlyContinue @quiet)
        $made.Count | Should -Be 1
        $problem.Count | Should -Be 1
        $problem[0].FullyQualifiedErrorId | Should -BeLike 'Auth0Ps.ConnectionExists,*'
    }

    It 'asks before it does anything when told to, and a no is a no' {
        $run = Invoke-ChildShell @'
            Import-Module $env:AUTH0PS_MODULE
            $secret = ConvertTo-SecureString 'x' -AsPlainText -Force
            New-Auth0Connection -Name asked -Domain example.eu.auth0.com -ClientId abc -ClientSecret $secret -SkipTest -Confirm
            "made: $(@(Get-Auth0Connection).Count)"
'@ -Option @() -Typed "n`n"
        $run.Flat | Should -Match "connection 'asked' to 'example\.eu\.auth0\.com'"
        $run.Output | Should -Match 'made: 0'
    }
}
