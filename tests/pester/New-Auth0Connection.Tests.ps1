# What PowerShell adds to it: positions, pipelines, the environment, questions. The tests without a console have the rest.
Describe 'New-Auth0Connection' {
    BeforeAll {
        . $PSScriptRoot/support/Process.ps1
        . $PSScriptRoot/support/Tenant.ps1
        $script:tenant = Start-TestTenant -ApplicationCount 2 -RateLimit none
        $script:credential = [pscredential]::new($tenant.ClientId, (New-Secret $tenant.ClientSecret))
        $script:quiet = @{ WarningAction = 'Ignore' }
    }

    AfterAll {
        Clear-TestProcess
    }

    BeforeEach {
        Get-Auth0Connection | Remove-Auth0Connection
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
