Describe 'Bad input' {
    BeforeAll {
        . $PSScriptRoot/support/Problem.ps1
        . $PSScriptRoot/support/Process.ps1
        . $PSScriptRoot/support/Tenant.ps1
        Clear-TestProcess
        $script:tenant = Start-TenantProcess '--apps', '3'
        $script:demo = Connect-TestTenant $tenant demo
        $script:who = @{ Credential = [pscredential]::new($tenant.ClientId, (New-Secret $tenant.ClientSecret)); WarningAction = 'Ignore' }
        $script:silent = @{ ErrorVariable = 'problem'; ErrorAction = 'SilentlyContinue' }
    }

    AfterAll {
        Stop-TestProcess $tenant.Process
        Clear-TestProcess
    }

    BeforeEach {
        $script:before = Get-TenantRequestCount $tenant
    }

    It 'refuses a domain with <Why> before any request' -ForEach @(
        @{ Why = 'http to another host'; Given = 'http://example.eu.auth0.com'; Action = 'alone: example\.eu\.auth0\.com$' }
        @{ Why = 'a path'; Given = '{domain}/api/v2/'; Action = 'host alone' }
        @{ Why = 'a path over https'; Given = 'https://example.eu.auth0.com/api/v2'; Action = 'alone: example\.eu\.auth0\.com$' }
        @{ Why = 'a port'; Given = 'example.eu.auth0.com:8443'; Action = 'alone: example\.eu\.auth0\.com$' }
        @{ Why = 'spaces'; Given = 'example eu auth0 com'; Action = 'example' }
        @{ Why = 'a space at its end and a path'; Given = '{domain}/ x'; Action = 'example' }
        @{ Why = 'letters outside ASCII'; Given = 'exämple.eu.auth0.com'; Action = 'example' }
        @{ Why = 'a query'; Given = '{domain}?x=1'; Action = 'host alone' }
        @{ Why = 'another scheme'; Given = 'ftp://example.eu.auth0.com'; Action = 'example' }
        @{ Why = 'an address in place of a name'; Given = '10.0.0.1'; Action = 'example' }
        @{ Why = 'no dot'; Given = 'example'; Action = 'example' }
    ) {
        $domain = $Given.Replace('{domain}', $tenant.Domain)
        New-Auth0Connection -Name input -Domain $domain @who @silent | Should -BeNullOrEmpty
        Assert-Problem $problem InvalidDomain InvalidArgument $domain $Action
        "$($problem[0])" | Should -Match ([regex]::Escape($domain))
        Get-TenantRequestCount $tenant | Should -Be $before
    }

    It 'refuses a domain with user information and shows none of it' {
        foreach ($domain in 'https://admin:hunter2@example.eu.auth0.com', $tenant.Domain.Replace('//', '//admin:hunter2@'), 'admin:hunter2@example.eu.auth0.com') {
            New-Auth0Connection -Name input -Domain $domain @who @silent | Should -BeNullOrEmpty
            Assert-Problem $problem InvalidDomain InvalidArgument $problem[0].TargetObject 'host alone'
            ($problem | Format-List * -Force | Out-String) + $problem[0].TargetObject | Should -Not -Match 'hunter2|admin'
        }
        Get-TenantRequestCount $tenant | Should -Be $before
    }

    It 'refuses the tenant name <_>' -ForEach @(
        'Example.eu'
        'ab'
        '-example'
    ) {
        New-Auth0Connection -Name input -TenantDomain $_ -Region EU @who @silent | Should -BeNullOrEmpty
        Assert-Problem $problem InvalidDomain InvalidArgument $_ '-TenantDomain example -Region EU'
    }

    It 'refuses the connection name ''<Given>'' and proposes another' -ForEach @(
        @{ Given = 'Prod EU'; Action = '-Name prod-eu$' }
        @{ Given = '-prod'; Action = '-Name prod$' }
        @{ Given = 'prod--eu'; Action = '-Name prod-eu$' }
        @{ Given = 'Größe'; Action = '-Name grosse$' }
        @{ Given = 'x' * 65; Action = "-Name x{64}$" }
        @{ Given = '東京'; Action = 'such as' }
    ) {
        New-Auth0Connection -Name $Given -Domain $tenant.Domain @who @silent | Should -BeNullOrEmpty
        Assert-Problem $problem InvalidName InvalidArgument $Given $Action
        Get-TenantRequestCount $tenant | Should -Be $before
    }

    It 'refuses a name that is taken before any request' {
        New-Auth0Connection -Name demo -Domain $tenant.Domain @who @silent | Should -BeNullOrEmpty
        Assert-Problem $problem ConnectionExists ResourceExists demo 'Remove-Auth0Connection demo'
        Get-TenantRequestCount $tenant | Should -Be $before
        (Get-Auth0Connection demo).Id | Should -Be $demo.Id
    }

    It 'refuses what cannot be a client id before any request: <_>' -ForEach @(
        'a b'
        '../users/x'
        'abc?fields=client_secret'
    ) {
        Get-Auth0Application -ClientId $_ @silent | Should -BeNullOrEmpty
        Assert-Problem $problem InvalidArgument InvalidArgument $_ 'Client ID'
        Invoke-Auth0SecretRotation -ClientId $_ -Confirm:$false @silent | Should -BeNullOrEmpty
        Assert-Problem $problem InvalidArgument InvalidArgument $_ 'Client ID'
        Get-TenantRequestCount $tenant | Should -Be $before
    }
}

Describe 'What goes wrong at the tenant' {
    BeforeAll {
        . $PSScriptRoot/support/Problem.ps1
        . $PSScriptRoot/support/Process.ps1
        . $PSScriptRoot/support/Tenant.ps1
        . $PSScriptRoot/support/Worker.ps1
        Clear-TestProcess

        # What is tried for seconds before it fails goes on beside the other tests.
        $script:bad = Start-TenantProcess '--apps', '0'
        $null = Connect-TestTenant $bad broken
        Set-TenantFault $bad @{ method = 'GET'; path = '/api/v2/*'; times = 100; action = 'status'; status = 502 }
        $script:failing = Start-Worker 'Get-Auth0Application -Connection broken -ErrorVariable problem -ErrorAction SilentlyContinue; $problem'
        $gone = Start-Auth0Sandbox -ApplicationCount 0
        $null = $gone | New-Auth0Connection -Name gone -SkipTest -WarningAction Ignore
        $gone | Stop-Auth0Sandbox
        $script:unanswered = @{}
        foreach ($line in 'Get-Auth0Application -Connection gone', 'Get-Auth0AccessToken -Connection gone', 'Get-Auth0Application -Connection gone -ClientId abc', 'Invoke-Auth0SecretRotation -Connection gone -ClientId abc -Confirm:$false') {
            $unanswered[$line] = Start-Worker "$line -ErrorVariable problem -ErrorAction SilentlyContinue; `$problem"
        }
        $unanswered['New-Auth0Connection'] = Start-Worker 'param($Secret) New-Auth0Connection -Name late -Domain http://127.0.0.1:1 -ClientId abc -ClientSecret $Secret -ErrorVariable problem -ErrorAction SilentlyContinue; $problem' @{ Secret = New-Secret 'x' }
        $script:tenant = Start-TenantProcess '--apps', '3'
        $script:demo = Connect-TestTenant $tenant demo
        $script:limited = Connect-TestTenant $tenant limited -Limited
        $script:probe = Find-SignInApplication $tenant
        $script:silent = @{ ErrorVariable = 'problem'; ErrorAction = 'SilentlyContinue'; WarningAction = 'Ignore' }
    }

    AfterAll {
        Remove-Worker $failing
        $unanswered.Values | ForEach-Object { Remove-Worker $_ }
        Stop-TestProcess $bad.Process
        Stop-TestProcess $tenant.Process
        Clear-TestProcess
    }

    AfterEach {
        Set-TenantFault $tenant
    }

    It 'names a host that does not exist' {
        New-Auth0Connection -Name nowhere -Domain nowhere.invalid -ClientId abc -ClientSecret (New-Secret 'x') @silent | Should -BeNullOrEmpty
        Assert-Problem $problem HostNotFound ResourceUnavailable $problem[0].TargetObject 'spelling'
        "$($problem[0])" | Should -Match 'nowhere\.invalid'
        $connection = New-Auth0Connection -Name nowhere -Domain nowhere.invalid -ClientId abc -ClientSecret (New-Secret 'x') -SkipTest -WarningAction Ignore
        Get-Auth0Application -Connection nowhere @silent | Should -BeNullOrEmpty
        Assert-Problem $problem HostNotFound ResourceUnavailable nowhere 'spelling'
        $connection | Remove-Auth0Connection
    }

    It 'says that client id and secret do not fit' {
        foreach ($id in $tenant.ClientId, 'nobodyknowsthisclient') {
            New-Auth0Connection -Name wrong -Domain $tenant.Domain -ClientId $id -ClientSecret (New-Secret 'not the secret') @silent | Should -BeNullOrEmpty
            Assert-Problem $problem CredentialsRefused AuthenticationError $id 'dashboard'
            "$($problem[0])" | Should -Match $id
            "$($problem[0])" | Should -Not -Match 'not the secret'
            $problem[0].Exception.StatusCode | Should -Be 401
            Get-Auth0Connection wrong -ErrorAction Ignore | Should -BeNullOrEmpty
        }
    }

    It 'names the permission that is missing, and rotates nothing' {
        $result = Invoke-Auth0SecretRotation -Connection limited -ClientId $probe.ClientId -Confirm:$false @silent
        Assert-Problem $problem InsufficientScope PermissionDenied $probe.ClientId 'update:client_keys'
        $problem[0].Exception.StatusCode | Should -Be 403
        $problem[0].Exception.ErrorCode | Should -Be 'insufficient_scope'
        "$($result.Status)" | Should -Be 'Failed'
        $result.Credential | Should -BeNullOrEmpty
        Assert-Readable $result.Message
        Get-SignInStatus $tenant $probe.ClientId $probe.Secret $probe.Audience | Should -Be 200
    }

    It 'names a client id that the tenant does not know' {
        Get-Auth0Application -Connection demo -ClientId nobodyknowsthisclient @silent | Should -BeNullOrEmpty
        Assert-Problem $problem ApplicationNotFound ObjectNotFound nobodyknowsthisclient 'Get-Auth0Application -Connection demo'
        Invoke-Auth0SecretRotation -Connection demo -ClientId nobodyknowsthisclient -Confirm:$false @silent | Should -BeNullOrEmpty
        Assert-Problem $problem ApplicationNotFound ObjectNotFound nobodyknowsthisclient 'Get-Auth0Application -Connection demo'
    }

    It 'says that an application cannot be rotated, when it was named' {
        $own = Invoke-Auth0SecretRotation -Connection demo -ClientId $tenant.ClientId -Confirm:$false @silent
        Assert-Problem $problem ApplicationNotRotatable InvalidOperation $tenant.ClientId 'another connection'
        "$($own.Status)" | Should -Be 'Skipped'
        $global = Get-Auth0Application 'All Applications' -Connection demo
        $null = Invoke-Auth0SecretRotation -Connection demo -ClientId $global.ClientId -Confirm:$false @silent
        Assert-Problem $problem ApplicationNotRotatable InvalidOperation $global.ClientId 'Get-Auth0Application -Rotatable'
        Get-SignInStatus $tenant $tenant.ClientId $tenant.ClientSecret | Should -Be 200
    }

    It 'says that somebody else answers in the tenant''s place' {
        Set-TenantFault $tenant @{ method = 'GET'; path = '*'; times = 9; action = 'status'; status = 403; body = '<html>Blocked by proxy {42}</html>' }
        Get-Auth0Application -Connection demo @silent | Should -BeNullOrEmpty
        Assert-Problem $problem UnexpectedResponse ProtocolError demo 'proxy'
        New-Auth0Connection -Name proxy -Domain $tenant.Domain -ClientId $tenant.ClientId -ClientSecret (New-Secret $tenant.ClientSecret) @silent | Should -BeNullOrEmpty
        Assert-Problem $problem UnexpectedResponse ProtocolError proxy 'domain'
    }

    It 'repeats a read after a server error' {
        Set-TenantFault $tenant @{ method = 'GET'; path = '/api/v2/clients*'; times = 1; action = 'status'; status = 503 }
        @(Get-Auth0Application -Connection demo -ErrorAction Stop).Count | Should -Be 6
    }

    It 'says that server errors do not end' {
        $problem = (Wait-Worker $failing)[0]
        Assert-Problem $problem ServerError ProtocolError broken 'later'
        $problem.Exception.StatusCode | Should -Be 502
    }

    It 'says that a sandbox is no longer there: <_>' -ForEach @(
        'Get-Auth0Application -Connection gone'
        'Get-Auth0AccessToken -Connection gone'
        'Get-Auth0Application -Connection gone -ClientId abc'
        'Invoke-Auth0SecretRotation -Connection gone -ClientId abc -Confirm:$false'
    ) {
        $problem = (Wait-Worker $unanswered[$_])[0]
        Assert-Problem $problem TenantUnreachable ConnectionError $problem.TargetObject 'Start-Auth0Sandbox'
        "$($problem.TargetObject)" | Should -BeIn 'gone', 'abc' -Because 'the target is the connection or the client id concerned'
    }

    It 'says that a sandbox is no longer there to one who wants to connect' {
        $problem = (Wait-Worker $unanswered['New-Auth0Connection'])[0]
        Assert-Problem $problem TenantUnreachable ConnectionError $problem.TargetObject 'Start-Auth0Sandbox'
    }
}

Describe 'How errors end commands' {
    BeforeAll {
        . $PSScriptRoot/support/Problem.ps1
        . $PSScriptRoot/support/Tenant.ps1
        Clear-TestProcess
        $script:tenant = Start-TestTenant -ApplicationCount 3
        $script:demo = Connect-TestTenant $tenant demo
    }

    AfterAll {
        Clear-TestProcess
    }

    It 'ends the command when the connection is unknown, whatever -ErrorAction says: <_>' -ForEach @(
        'Get-Auth0AccessToken -Connection nobody'
        'Get-Auth0Application -Connection nobody'
        'Test-Auth0Connection -Connection nobody'
        'Invoke-Auth0SecretRotation -Connection nobody -ClientId abc -Confirm:$false'
    ) {
        $caught = $null
        try {
            Invoke-Expression "$_ -ErrorAction SilentlyContinue"
        }
        catch {
            $caught = $_
        }
        Assert-Problem $caught ConnectionNotFound ObjectNotFound nobody 'demo'
    }

    It 'says what to do when there is no connection at all, or too many' {
        $other = Connect-TestTenant $tenant other
        { Get-Auth0Application } | Should -Throw -ErrorId 'Auth0Ps.ConnectionNotFound,*' -PassThru | ForEach-Object { $_.ErrorDetails.RecommendedAction } | Should -Match '-Connection (demo|other)'
        Get-Auth0Connection | Remove-Auth0Connection
        { Get-Auth0Application } | Should -Throw -ErrorId 'Auth0Ps.ConnectionNotFound,*' -PassThru | ForEach-Object { $_.ErrorDetails.RecommendedAction } | Should -Match 'New-Auth0Connection'
        $script:demo = Connect-TestTenant $tenant demo
    }

    It 'goes on with the next object after any other error' {
        $known = @($tenant.Applications)
        $ids = 'unknown1', $known[0].ClientId, 'unknown2', $known[1].ClientId
        $found = @($ids | ForEach-Object { [pscustomobject]@{ ClientId = $_ } } | Get-Auth0Application -ErrorVariable problem -ErrorAction SilentlyContinue)
        $found.ClientId | Should -Be $ids[1], $ids[3]
        $problem.TargetObject | Should -Be 'unknown1', 'unknown2'
    }

    It 'lets -ErrorAction and the preference variable make an error terminating' {
        { Get-Auth0Application -ClientId unknown -ErrorAction Stop } | Should -Throw -ErrorId 'Auth0Ps.ApplicationNotFound,*'
        { $ErrorActionPreference = 'Stop'; Get-Auth0Application -ClientId unknown } | Should -Throw -ErrorId 'Auth0Ps.ApplicationNotFound,*'
    }

    It 'leaves exactly one record in $Error' {
        $global:Error.Clear()
        Get-Auth0Application -ClientId unknown -ErrorAction SilentlyContinue
        Assert-Problem $global:Error ApplicationNotFound ObjectNotFound unknown
    }

    It 'shows the recommendation in the console' {
        Get-Auth0Application -ClientId unknown -ErrorVariable problem -ErrorAction SilentlyContinue
        $problem | Out-String | Should -Match 'Recommendation: '
    }
}
