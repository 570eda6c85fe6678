# In a data folder that only this process uses; what is malformed otherwise is tried without one.
Describe 'A damaged file of connections' {
    BeforeAll {
        . $PSScriptRoot/support/Problem.ps1
        . $PSScriptRoot/support/Process.ps1
        . $PSScriptRoot/support/Tenant.ps1
        Clear-TestProcess
        $script:tenant = Start-TenantProcess '--apps', '0'
        $script:secret = New-Secret $tenant.ClientSecret
        $script:silent = @{ ErrorVariable = 'problem'; ErrorAction = 'SilentlyContinue'; WarningAction = 'Ignore' }
    }

    AfterAll {
        Stop-TestProcess $tenant.Process
        Clear-TestProcess
    }

    BeforeEach {
        $script:before = Get-TenantRequestCount $tenant
    }

    It 'is named by each command and left as it is: <Why>' -ForEach @(
        @{ Why = 'a cut file'; Content = '{"format":1,"connections":[{"id":"0b7f3a52-7a0e-'; Reason = 'StateFileDamaged'; Action = 'backup' }
        @{ Why = 'a connection without a domain'; Content = '{"format":1,"connections":[{"id":"0b7f3a52-7a0e-4a3c-9c8e-2d3f6f0a1b2c","name":"prod","domain":"a b","audience":"x","clientId":"abc","secret":{"location":"environment","variable":"X"}}]}'; Reason = 'StateFileDamaged'; Action = 'backup' }
        @{ Why = 'a list that is null'; Content = '{"format":1,"connections":null}'; Reason = 'StateFileDamaged'; Action = 'backup' }
        @{ Why = 'a newer format'; Content = '{"format":2,"connections":[]}'; Reason = 'StateFileNewer'; Action = 'Update the module' }
    ) {
        $file = Join-Path $env:AUTH0PS_HOME connections.json
        $null = New-Item $env:AUTH0PS_HOME -ItemType Directory -Force
        [System.IO.File]::WriteAllText($file, $Content)
        try {
            $commands = @(
                { Get-Auth0Connection @silent }
                { Get-Auth0Connection prod @silent }
                { New-Auth0Connection -Name input -Domain $tenant.Domain -ClientId $tenant.ClientId -ClientSecret $secret @silent }
                { Set-Auth0Connection prod -Description x @silent }
                { Remove-Auth0Connection prod @silent }
            )
            foreach ($command in $commands) {
                . $command | Should -BeNullOrEmpty
                $problem.Count | Should -Be 1
                $problem[0].FullyQualifiedErrorId | Should -BeLike "Auth0Ps.$Reason,Auth0Ps.Commands.*"
                "$($problem[0].CategoryInfo.Category)" | Should -Be InvalidData
                $problem[0].TargetObject | Should -Be $file
                $problem[0].ErrorDetails.RecommendedAction | Should -Match $Action
                Assert-Readable "$($problem[0])"
            }
            { Get-Auth0Application -Connection prod } | Should -Throw -ErrorId "Auth0Ps.$Reason,*"
            [System.IO.File]::ReadAllText($file) | Should -BeExactly $Content
            Get-TenantRequestCount $tenant | Should -Be $before
        }
        finally {
            Remove-Item $file
        }
    }
}
