# Whoever waits for Auth0 for a second or more sees it: as progress, and with -Verbose as a line that says what for.
Describe 'Waiting for Auth0' {
    BeforeAll {
        . $PSScriptRoot/support/Process.ps1
        . $PSScriptRoot/support/Tenant.ps1
        . $PSScriptRoot/support/Worker.ps1
        Clear-TestProcess
    }

    AfterAll {
        Clear-TestProcess
    }

    It 'is shown for <What>' -ForEach @(
        @{ What = 'a turn within the rate limit'; Option = '--rate-limit', '0.7'; Fault = @(); Line = 'GET /api/v2/clients/\S+ waits for its turn: the tenant''s rate limit' }
        @{ What = 'another attempt'; Option = @(); Fault = @(@{ method = 'GET'; path = '/api/v2/clients/*'; action = 'status'; status = 503; times = 3 }); Line = 'GET /api/v2/clients/\S+ 503 \d+ ms, next attempt in \d+\.\d s' }
    ) {
        $script:tenant = Start-TenantProcess $Option $Fault
        $demo = Connect-TestTenant $tenant demo
        $worker = Start-Worker 'param($Connection, $Id) Get-Auth0Application -Connection $Connection -ClientId $Id, $Id, $Id -Verbose' @{ Connection = $demo; Id = $tenant.ClientId }
        try {
            (Wait-Worker $worker).Count | Should -Be 3
            ($worker.Shell.Streams.Verbose -join "`n") | Should -Match $Line
            $worker.Shell.Streams.Progress.Activity | Should -Contain 'Waiting for Auth0'
            "$($worker.Shell.Streams.Progress[-1].RecordType)" | Should -Be 'Completed'
        }
        finally {
            Remove-Worker $worker
            Remove-Auth0Connection demo
            Stop-TestProcess $tenant.Process
        }
    }
}
