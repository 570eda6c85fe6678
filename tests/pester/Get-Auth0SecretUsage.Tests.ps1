Describe 'Get-Auth0SecretUsage' {
    BeforeAll {
        . $PSScriptRoot/support/Contract.ps1
        . $PSScriptRoot/support/Process.ps1
        . $PSScriptRoot/support/Tenant.ps1
        Clear-TestProcess
        $script:tenant = Start-TestTenant
        $script:demo = Connect-TestTenant $tenant demo
        $script:one = Find-SignInApplication $tenant
        $script:application = Get-Auth0Application -Connection demo -ClientId $one.ClientId

        function Invoke-SignIn([string] $Secret, [string] $Address, [string] $Program = 'Other') {
            $body = @{ grant_type = 'client_credentials'; client_id = $one.ClientId; client_secret = $Secret; audience = $one.Audience }
            $null = Invoke-WebRequest -Method Post -Uri "$($tenant.Domain)/oauth/token" -Body $body -Headers @{ 'X-Forwarded-For' = $Address; 'User-Agent' = $Program } -SkipHeaderValidation -SkipHttpErrorCheck
        }
        1..3 | ForEach-Object { Invoke-SignIn $one.Secret "192.0.2.$_" }
        $script:result = $application | Invoke-Auth0SecretRotation -Confirm:$false -WarningAction Ignore
        Invoke-SignIn $result.Credential.GetNetworkCredential().Password '192.0.2.1'
        Invoke-SignIn $one.Secret '192.0.2.2'
        Invoke-SignIn $one.Secret '192.0.2.3'
        Invoke-SignIn $one.Secret '192.0.2.3' "Mozilla/5.0 `e[31m<b>"
    }

    AfterAll {
        Clear-TestProcess
    }

    It 'names the consumers of an application that still have the old secret' {
        $usage = $application | Get-Auth0SecretUsage
        Get-MissingProperty $usage Auth0SecretUsage | Should -BeNullOrEmpty
        Get-MissingProperty $usage.Sources[0] Auth0SignInSource | Should -BeNullOrEmpty
        $usage.Succeeded | Should -Be 4
        $usage.Refused | Should -Be 3
        $usage.LastSucceededAt | Should -BeOfType DateTimeOffset
        $usage.Covers | Should -BeLessThan $usage.LastSucceededAt
        ($usage.Sources | Where-Object Refused | ForEach-Object Address) | Sort-Object -Unique | Should -Be '192.0.2.2', '192.0.2.3'
        $usage.Sources.Address | Should -Contain '192.0.2.3'
        "$($usage.Sources)" | Should -Not -Match "`e"
    }

    It 'takes client ids, applications, rotations, results and connections: <_>' -ForEach 'id', 'named', 'application', 'result', 'connection', 'nothing' {
        $usage = switch ($_) {
            'id' { $one.ClientId | Get-Auth0SecretUsage -Connection demo }
            'named' { Get-Auth0SecretUsage $one.ClientId }
            'application' { Get-Auth0SecretUsage -Application $application }
            'result' { $result | Get-Auth0SecretUsage -Connection demo }
            'connection' { $demo | Get-Auth0SecretUsage | Where-Object ClientId -EQ $one.ClientId }
            'nothing' { Get-Auth0SecretUsage | Where-Object ClientId -EQ $one.ClientId }
        }
        @($usage).Count | Should -Be 1
        $usage.Refused | Should -Be 3
    }

    It 'reads the log once for all that is piped' {
        $lines = @(Get-Auth0Application -Connection demo | Get-Auth0SecretUsage -Verbose 4>&1 | Where-Object { $_ -is [System.Management.Automation.VerboseRecord] -and "$_" -match '/api/v2/logs' })
        $lines.Count | Should -BeLessThan 8
    }

    It 'begins where it is told to, and refuses a time to come before any request' {
        $later = @(Get-Auth0SecretUsage $one.ClientId -Since ([DateTimeOffset]::UtcNow))
        $later.Refused | Should -Be 0
        { Get-Auth0SecretUsage -Since (Get-Date).AddDays(1) } | Should -Throw -ErrorId 'Auth0Ps.InvalidArgument,*'
        $null = Get-Auth0SecretUsage $one.ClientId -Since (Get-Date).AddDays(-3) -WarningVariable told -WarningAction SilentlyContinue
        "$told" | Should -Match 'reaches back to .* only'
    }

    It 'says which permission is missing' {
        $created = Invoke-Tenant $tenant 'clients' -Method Post -Body @{ name = 'No logs'; app_type = 'non_interactive'; grant_types = @('client_credentials') }
        $null = Invoke-Tenant $tenant 'client-grants' -Method Post -Body @{ client_id = $created.client_id; audience = $tenant.Audience; scope = @('read:clients') }
        $null = New-Auth0Connection -Name nologs -Domain $tenant.Domain -ClientId $created.client_id -ClientSecret (New-Secret $created.client_secret) -WarningAction Ignore
        $null = Get-Auth0SecretUsage -Connection nologs -ErrorVariable problem -ErrorAction SilentlyContinue
        $problem[0].FullyQualifiedErrorId | Should -BeLike 'Auth0Ps.InsufficientScope,*'
        $problem[0].ErrorDetails.RecommendedAction | Should -Match 'tick read:logs'
        $null = Remove-Auth0Connection nologs
    }

    It 'shows a table within 80 columns, and a list' {
        $usage = $application | Get-Auth0SecretUsage
        $lines = ($usage | Out-String -Width 80) -split '\r?\n'
        $lines -match 'ApplicationName +LastSucceeded +Succeeded +Refused +SinceRotation' | Should -Not -BeNullOrEmpty
        ($lines | Measure-Object Length -Maximum).Maximum | Should -BeLessOrEqual 80
        $usage | Format-List | Out-String | Should -Match 'Sources +: 192\.0\.2\.3'
        $usage.Sources | Out-String -Width 80 | Should -Match 'Address +UserAgent +Client +Count +LastSeen'
    }

    It 'completes client ids and connections' {
        . $PSScriptRoot/common.ps1
        Get-CompletionText "Get-Auth0SecretUsage $($one.ClientId.Substring(0, 8))" | Should -Contain $one.ClientId
        Get-CompletionText 'Get-Auth0SecretUsage -Connection d' | Should -Be 'demo'
    }
}
