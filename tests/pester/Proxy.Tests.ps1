# The environment's proxy: never for this machine's own addresses, named when it is at fault, and its password nowhere.
Describe 'A proxy in the environment' {
    BeforeAll {
        . $PSScriptRoot/support/Process.ps1
        . $PSScriptRoot/support/Tenant.ps1
        Clear-TestProcess
        $script:tenant = Start-TenantProcess '--apps', '3'

        # Nobody listens there: what went through it would fail.
        $script:closed = "127.0.0.1:$(Find-FreePort)"
        $script:proxy = "http://me:hunter2-password@$closed"
        $script:connect = @'
            # Here, as no hashtable tells http_proxy from HTTP_PROXY.
            foreach ($name in 'http_proxy', 'HTTP_PROXY', 'https_proxy', 'HTTPS_PROXY', 'all_proxy', 'ALL_PROXY', 'no_proxy', 'NO_PROXY') {
                [Environment]::SetEnvironmentVariable($name, $null)
            }
            foreach ($setting in $env:SETTINGS -split ' ') {
                [Environment]::SetEnvironmentVariable(($setting -split '=', 2)[0], ($setting -split '=', 2)[1])
            }
            Import-Module $env:AUTH0PS_MODULE
            $secret = ConvertTo-SecureString $env:PLAIN -AsPlainText -Force
            $made = New-Auth0Connection demo -Domain $env:DOMAIN -ClientId $env:WHO -ClientSecret $secret -WarningAction Ignore -ErrorVariable problem -ErrorAction SilentlyContinue
            "made: $($made.Name)"
            $problem | ForEach-Object { "id: $($_.FullyQualifiedErrorId)"; "message: $_"; $_ | Format-List * -Force | Out-String -Width 4000; $_.Exception | Format-List * -Force | Out-String -Width 4000; "$($_.Exception)" }
'@
    }

    AfterAll {
        Stop-TestProcess $tenant.Process
        Clear-TestProcess
    }

    It 'is not used for this machine with <Name>' -ForEach @(
        @{ Name = 'http_proxy'; Settings = 'http_proxy={0}' }
        @{ Name = 'all of them, and a NO_PROXY that names others'; Settings = 'http_proxy={0} HTTPS_PROXY={0} ALL_PROXY={0} NO_PROXY=example.com' }
    ) {
        $run = Invoke-ChildShell $connect @{ SETTINGS = $Settings -f $proxy; DOMAIN = $tenant.Domain; WHO = $tenant.ClientId; PLAIN = $tenant.ClientSecret }
        $run.Output | Should -Match 'made: demo'
    }

    It 'is named when it is not there, and its password is not' {
        $run = Invoke-ChildShell $connect @{ SETTINGS = "HTTPS_PROXY=$proxy"; DOMAIN = 'tenant.example'; WHO = 'any'; PLAIN = 'any' }
        $run.Output | Should -Match 'id: Auth0Ps\.ProxyFailed,'
        $run.Flat | Should -Match "message: The proxy '$([regex]::Escape($closed))' does not accept connections"
        "$($run.Output)$($run.Error)" | Should -Not -Match 'hunter2'
    }
}
