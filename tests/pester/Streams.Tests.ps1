Describe 'Stopping a rotation that is under way' {
    BeforeAll {
        . $PSScriptRoot/support/Process.ps1
        . $PSScriptRoot/support/Tenant.ps1
        . $PSScriptRoot/support/Worker.ps1
        Clear-TestProcess
        # Half of the latency passes before a change is made, half after: in between it is live and not yet answered, so long that a busy machine sees it.
        $script:tenant = Start-TenantProcess '--apps', '25', '--latency', '2000'
        $null = New-Auth0Connection -Name demo -Domain $tenant.Domain -ClientId $tenant.ClientId -ClientSecret (New-Secret $tenant.ClientSecret) -SkipTest -WarningAction Ignore
        $script:applications = @(Get-Auth0Application -Connection demo -Rotatable | Select-Object -First 6)
        $script:before = Get-TenantSecretTable $tenant

        function Get-ChangeCount {
            @(Get-TenantRequest $tenant -Method PATCH).Count
        }

        # Rotates in another runspace, and stops it as soon as the tenant has changed something and not yet answered.
        # Returns the changes that had been answered when the prompt was back.
        function Stop-Rotation([int] $ThrottleLimit) {
            $count = Get-ChangeCount
            $mark = Get-TenantChangeMark $tenant
            $worker = Start-Worker 'param($Applications, $ThrottleLimit) $Applications | Invoke-Auth0SecretRotation -ThrottleLimit $ThrottleLimit -Confirm:$false' @{ Applications = $applications; ThrottleLimit = $ThrottleLimit }
            try {
                Wait-Until { (Get-TenantChangeMark $tenant) -gt $mark } 'the first change'
                Get-ChangeCount | Should -Be $count -Because 'it has not been answered yet'
                $worker.Shell.Stop()
                "$($worker.Shell.InvocationStateInfo.State)" | Should -Be 'Stopped'
            }
            finally {
                Remove-Worker $worker
            }
            Get-TenantRequest $tenant -Method PATCH | Select-Object -Skip $count
        }

        # Those whose secret is another than before, which must be in the history.
        function Assert-ChangedIsKept {
            $live = Get-TenantSecretTable $tenant
            foreach ($application in $applications | Where-Object { $live[$_.ClientId] -cne $before[$_.ClientId] }) {
                Get-Unsaved $application.ClientId | Should -BeExactly $live[$application.ClientId]
                $application
            }
            $script:before = $live
        }

        function Get-Unsaved([string] $ClientId) {
            $found = Get-Auth0SecretRotationHistory -Unsaved | Where-Object ClientId -EQ $ClientId
            if ($found) {
                $found.Credential.GetNetworkCredential().Password
            }
        }
    }

    AfterAll {
        Stop-TestProcess $tenant.Process
        Clear-TestProcess
    }

    It 'waits with Ctrl+C for the change that was sent, keeps its secret, and starts nothing further' {
        $answered = @(Stop-Rotation -ThrottleLimit 1)
        $answered.Count | Should -Be 1
        $answered.status | Should -Be 200
        @(Assert-ChangedIsKept).ClientId | Should -Be $applications[0].ClientId
        Get-ChangeCount | Should -Be $answered.Count
    }

    It 'waits with Ctrl+C for every one of several changes that were sent' {
        $count = Get-ChangeCount
        $answered = @(Stop-Rotation -ThrottleLimit 4)
        @(Assert-ChangedIsKept).Count | Should -Be $answered.Count
        $answered.Count | Should -BeIn 1, 2, 3, 4
        Get-ChangeCount | Should -Be ($count + $answered.Count)
    }

    It 'has a secret that works at the tenant after Ctrl+C' {
        $probe = Find-SignInApplication $tenant
        $script:applications = @(Get-Auth0Application -Connection demo -ClientId $probe.ClientId)
        $null = Stop-Rotation -ThrottleLimit 1
        Get-SignInStatus $tenant $probe.ClientId (Get-Unsaved $probe.ClientId) $probe.Audience | Should -Be 200
        Get-SignInStatus $tenant $probe.ClientId $probe.Secret $probe.Audience | Should -Be 401
    }

    It 'stops at once while nothing was sent' {
        $count = Get-ChangeCount
        $worker = Start-Worker 'param($Ids) Invoke-Auth0SecretRotation -Connection demo -ClientId $Ids -Confirm:$false' @{ Ids = $applications.ClientId }
        try {
            $seen = Get-TenantRequestCount $tenant
            $clock = [System.Diagnostics.Stopwatch]::StartNew()
            $worker.Shell.Stop()
            $clock.Elapsed.TotalSeconds | Should -BeLessThan 5
            Get-TenantRequestCount $tenant | Should -BeLessOrEqual ($seen + 1)
        }
        finally {
            Remove-Worker $worker
        }
        Get-ChangeCount | Should -Be $count
    }

    It 'tells who stopped it how many secrets did not reach the pipeline' {
        $run = Invoke-ChildShell @'
            Import-Module $env:AUTH0PS_MODULE
            $null = Start-Auth0Sandbox -ApplicationCount 5 | New-Auth0Connection -Name demo -WarningAction Ignore
            try {
                Get-Auth0Application -Rotatable | Invoke-Auth0SecretRotation -ThrottleLimit 5 -Confirm:$false | ForEach-Object { throw 'no room' }
            }
            catch {
                "caught: $_"
            }
'@
        $run.Flat | Should -Match 'caught: no room'
        $run.Flat | Should -Match 'WARNING: The pipeline ended early: \d new client secret.* Get-Auth0SecretRotationHistory -Unsaved'
    }
}

Describe 'Pipelines that end early' {
    BeforeAll {
        . $PSScriptRoot/support/Process.ps1
        . $PSScriptRoot/support/Tenant.ps1
        Clear-TestProcess
        $script:tenant = Start-TenantProcess '--apps', '25'
        $null = Connect-TestTenant $tenant demo
        $script:applications = @(Get-Auth0Application -Connection demo -Rotatable | Select-Object -First 6)

        # Every secret that changed since then is kept in this process.
        function Assert-NothingLost([hashtable] $Before) {
            $live = Get-TenantSecretTable $tenant
            $changed = @($live.Keys | Where-Object { $live[$_] -cne $Before[$_] })
            $changed.Count | Should -BeGreaterThan 0
            $unsaved = Get-Auth0SecretRotationHistory -Unsaved
            foreach ($id in $changed) {
                ($unsaved | Where-Object ClientId -EQ $id).Credential.GetNetworkCredential().Password | Should -BeExactly $live[$id]
            }
            @(Get-TenantRequest $tenant -Method PATCH).Count
        }
    }

    AfterAll {
        Stop-TestProcess $tenant.Process
        Clear-TestProcess
    }

    BeforeEach {
        $script:before = Get-TenantSecretTable $tenant
        Set-TenantFault $tenant
    }

    It 'gives the first with Select-Object -First 1 and loses no secret' {
        $first = $applications | Invoke-Auth0SecretRotation -Confirm:$false | Select-Object -First 1
        "$($first.Status)" | Should -Be 'Succeeded'
        $first.Credential.GetNetworkCredential().Password | Should -BeExactly (Get-TenantSecret $tenant $first.ClientId)
        $changes = Assert-NothingLost $before
        $null = Get-TenantSecret $tenant $first.ClientId
        @(Get-TenantRequest $tenant -Method PATCH).Count | Should -Be $changes
    }

    It 'loses no secret when what comes after it throws' {
        { $applications | Invoke-Auth0SecretRotation -Confirm:$false | ForEach-Object { throw 'no room' } } | Should -Throw 'no room'
        $null = Assert-NothingLost $before
    }

    It 'tries all with -ErrorAction Stop, gives the results, and fails only then' {
        $refusal = '{"statusCode":400,"error":"Bad Request","message":"Payload validation error","errorCode":"invalid_body"}'
        Set-TenantFault $tenant @{ method = 'PATCH'; path = "/api/v2/clients/$($applications[0].ClientId)"; times = 9; action = 'status'; status = 400; body = $refusal; contentType = 'application/json' }
        $results = [System.Collections.Generic.List[object]]::new()
        { $applications | Invoke-Auth0SecretRotation -ThrottleLimit 1 -Confirm:$false -ErrorAction Stop | ForEach-Object { $results.Add($_) } } | Should -Throw -ErrorId 'Auth0Ps.RequestRefused,*'
        $results.Count | Should -Be 6
        @($results | Where-Object Status -EQ 'Succeeded').Count | Should -Be 5
        $null = Assert-NothingLost $before
    }

    It 'does the same when the preference variable says Stop' {
        Set-TenantFault $tenant @{ method = 'PATCH'; path = "/api/v2/clients/$($applications[0].ClientId)"; times = 9; action = 'status'; status = 400; body = '{"statusCode":400,"error":"Bad Request","message":"no"}'; contentType = 'application/json' }
        $results = [System.Collections.Generic.List[object]]::new()
        $run = {
            $ErrorActionPreference = 'Stop'
            $applications | Invoke-Auth0SecretRotation -Confirm:$false | ForEach-Object { $results.Add($_) }
        }
        $run | Should -Throw -ErrorId 'Auth0Ps.RequestRefused,*'
        $results.Count | Should -Be 6
    }

    It 'stops reading applications when nobody wants more' {
        $found = Get-Auth0Application -Connection demo | Select-Object -First 1
        $found | Should -BeOfType Auth0Ps.Auth0Application
        { Get-Auth0Application -Connection demo | ForEach-Object { throw 'enough' } } | Should -Throw 'enough'
        @(Get-Auth0Application -Connection demo).Count | Should -Be 28
    }
}

Describe 'Signals' {
    BeforeAll {
        . $PSScriptRoot/support/Process.ps1
        . $PSScriptRoot/support/Tenant.ps1
        $script:posix = -not $IsWindows
        $script:tenant = Start-TenantProcess '--apps', '25', '--latency', '250'
        $script:rotate = @'
            Import-Module $env:AUTH0PS_MODULE
            . $env:AUTH0PS_SUPPORT/Tenant.ps1
            $secret = New-Secret $env:TEST_SECRET
            $null = New-Auth0Connection -Name demo -Domain $env:TEST_DOMAIN -ClientId $env:TEST_CLIENT -ClientSecret $secret -SkipTest -WarningAction Ignore
            Get-Auth0Application -Connection demo -Rotatable | Invoke-Auth0SecretRotation -ThrottleLimit 2 -Confirm:$false |
                ForEach-Object { Add-Content $env:TEST_FILE "$($_.ClientId) $($_.Credential.GetNetworkCredential().Password)" }
            Add-Content $env:TEST_FILE 'after'
'@

        # Rotates in a child process, sends it the signal in the middle, and returns what it left behind.
        function Invoke-Interrupted([string] $Signal) {
            $before = Get-TenantSecretTable $tenant
            $file = Join-Path $TestDrive "$Signal.txt"
            $child = Start-ChildShell $rotate @{ TEST_SECRET = $tenant.ClientSecret; TEST_DOMAIN = $tenant.Domain; TEST_CLIENT = $tenant.ClientId; TEST_FILE = $file }
            try {
                Wait-Until { (Test-Path $file) -or $child.HasExited } 'the first secret in the file'
                Send-Signal $child $Signal
                $end = Wait-ChildShell $child
            }
            finally {
                Stop-TestProcess $child
            }
            $live = Get-TenantSecretTable $tenant
            $saved = @{}
            $lines = @(Get-Content $file)
            foreach ($line in $lines -ne 'after') {
                $id, $secret = $line -split ' '
                $saved[$id] = $secret
            }
            [pscustomobject]@{
                ExitCode = $end.ExitCode
                Error    = $end.Error
                Lines    = $lines
                Saved    = $saved
                Changed  = @($live.Keys | Where-Object { $live[$_] -cne $before[$_] })
                Live     = $live
            }
        }
    }

    AfterAll {
        Stop-TestProcess $tenant.Process
    }

    It 'ends on SIG<Signal> only after what was changed has been written: exit code <Code>' -ForEach @(
        @{ Signal = 'TERM'; Code = 143 }
        @{ Signal = 'HUP'; Code = 129 }
    ) {
        if (-not $posix) {
            Set-ItResult -Skipped -Because 'there are no such signals on Windows'
        }
        $run = Invoke-Interrupted $Signal
        $run.ExitCode | Should -Be $Code
        $run.Error | Should -BeNullOrEmpty
        $run.Changed.Count | Should -BeGreaterThan 1 -Because 'the signal came while others were under way'
        $run.Changed.Count | Should -BeLessThan 10 -Because 'nothing further was started'
        foreach ($id in $run.Changed) {
            $run.Saved[$id] | Should -BeExactly $run.Live[$id]
        }
        $run.Lines | Should -Not -Contain 'after'
    }

    It 'ends at once on SIGTERM when no rotation is under way: <When>' -ForEach @(
        @{ When = 'after it'; Then = '$null = $application | Invoke-Auth0SecretRotation -Confirm:$false; Set-Content $env:TEST_FILE x; while ($true) { Start-Sleep -Seconds 1 }' }
        @{ When = 'while it asks'; Then = 'Set-Content $env:TEST_FILE x; $application | Invoke-Auth0SecretRotation' }
        @{ When = 'while it waits for applications'; Then = '& { Set-Content $env:TEST_FILE x; while ($true) { Start-Sleep -Seconds 1 } } | Invoke-Auth0SecretRotation -Confirm:$false' }
    ) {
        if (-not $posix) {
            Set-ItResult -Skipped -Because 'there are no such signals on Windows'
        }
        $file = Join-Path $TestDrive "$([guid]::NewGuid()).txt"
        $child = Start-ChildShell @"
            Import-Module `$env:AUTH0PS_MODULE
            `$null = Start-Auth0Sandbox -ApplicationCount 1 | New-Auth0Connection -Name demo -WarningAction Ignore
            `$application = Get-Auth0Application 'Billing*'
            $Then
"@ @{ TEST_FILE = $file } @()
        try {
            Wait-Until { (Test-Path $file) -or $child.HasExited } 'the moment for the signal'
            if ($When -eq 'while it asks') {
                Wait-ChildOutput $child '\(default is'
            }
            Send-Signal $child TERM
            $child.WaitForExit(8000) | Should -BeTrue -Because 'nothing is under way'
            $child.ExitCode | Should -Be 143
        }
        finally {
            Stop-TestProcess $child
        }
    }
}

Describe 'Several runspaces of one process' {
    BeforeAll {
        . $PSScriptRoot/support/Process.ps1
        . $PSScriptRoot/support/Tenant.ps1
        . $PSScriptRoot/support/Worker.ps1
        Clear-TestProcess
        $script:module = Join-Path (Get-Module Auth0Ps).ModuleBase 'Auth0Ps.psd1'
        $script:tenant = Start-TenantProcess '--apps', '25', '--latency', '50'
        $null = Connect-TestTenant $tenant demo
    }

    AfterAll {
        Stop-TestProcess $tenant.Process
        Clear-TestProcess
    }

    It 'share connections: one made here is used there, one made there is removed here' {
        $worker = Start-Worker '(Get-Auth0Connection demo).Id; (Get-Auth0Application -Connection demo -First 1).Name; (Get-Auth0Connection demo | Select-Object -ExpandProperty Domain)'
        $found = Wait-Worker $worker
        Remove-Worker $worker
        $found | Should -Be (Get-Auth0Connection demo).Id, 'All Applications', $tenant.Domain
        $maker = Start-Worker 'param($Domain, $Id, $Secret) $null = New-Auth0Connection -Name there -Domain $Domain -ClientId $Id -ClientSecret $Secret -WarningAction Ignore' @{ Domain = $tenant.Domain; Id = $tenant.ClientId; Secret = New-Secret $tenant.ClientSecret }
        $null = Wait-Worker $maker
        Remove-Worker $maker
        (Test-Auth0Connection there).Succeeded | Should -BeTrue
        Remove-Auth0Connection there
        Get-Auth0Connection there -ErrorAction Ignore | Should -BeNullOrEmpty
    }

    It 'rotate different applications at the same time' {
        $ids = @(Get-Auth0Application -Connection demo -Rotatable | Select-Object -First 8).ClientId
        $results = @($ids | ForEach-Object -ThrottleLimit 8 -Parallel {
                Import-Module $using:module
                Invoke-Auth0SecretRotation -Connection demo -ClientId $_ -Confirm:$false
            })
        $results.Count | Should -Be 8
        foreach ($result in $results) {
            "$($result.Status)" | Should -Be 'Succeeded'
            $result.Credential.GetNetworkCredential().Password | Should -BeExactly (Get-TenantSecret $tenant $result.ClientId)
        }
    }

    It 'are not disturbed when one of them is stopped' {
        $slow = Start-TenantProcess '--apps', '3', '--latency', '400'
        $null = New-Auth0Connection -Name slow -Domain $slow.Domain -ClientId $slow.ClientId -ClientSecret (New-Secret $slow.ClientSecret) -SkipTest -WarningAction Ignore
        $first = Start-Worker 'Get-Auth0AccessToken -Connection slow -AsPlainText'
        $second = Start-Worker 'Get-Auth0AccessToken -Connection slow -AsPlainText'
        try {
            $first.Shell.Stop()
            @(Wait-Worker $second).Count | Should -Be 1
        }
        finally {
            Remove-Worker $first
            Remove-Worker $second
            Stop-TestProcess $slow.Process
            Remove-Auth0Connection slow
        }
    }
}
