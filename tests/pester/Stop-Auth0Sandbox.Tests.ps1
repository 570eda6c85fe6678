Describe 'Stop-Auth0Sandbox' {
    BeforeAll {
        . $PSScriptRoot/support/Tenant.ps1

        function Test-Running($Sandbox) {
            try {
                $null = Invoke-RestMethod "$($Sandbox.Domain)/.well-known/jwks.json"
                $true
            }
            catch {
                $false
            }
        }
    }

    AfterAll {
        Clear-TestProcess
    }

    It 'stops the one that comes through the pipeline, or that a connection leads to, or that is named' {
        $one, $two, $three, $four = 1..4 | ForEach-Object { Start-Auth0Sandbox -ApplicationCount 0 }
        $one | Stop-Auth0Sandbox
        Test-Running $one | Should -BeFalse
        Test-Running $two | Should -BeTrue

        $null = $two | New-Auth0Connection -Name leads -WarningAction Ignore
        Get-Auth0Connection leads | Stop-Auth0Sandbox
        Test-Running $two | Should -BeFalse
        Test-Running $three | Should -BeTrue

        Stop-Auth0Sandbox "$($three.Domain)/"
        Test-Running $three | Should -BeFalse
        Test-Running $four | Should -BeTrue

        Stop-Auth0Sandbox -Domain $four.Domain
        Test-Running $four | Should -BeFalse
    }

    It 'stops nothing with -WhatIf, and all of this process when none is named' {
        $one, $two = 1..2 | ForEach-Object { Start-Auth0Sandbox -ApplicationCount 0 }
        Stop-Auth0Sandbox -WhatIf | Should -BeNullOrEmpty
        $one | Stop-Auth0Sandbox -WhatIf
        Test-Running $one | Should -BeTrue
        Test-Running $two | Should -BeTrue

        Stop-Auth0Sandbox | Should -BeNullOrEmpty
        Test-Running $one | Should -BeFalse
        Test-Running $two | Should -BeFalse
    }

    It 'has nothing to complain of when none runs' {
        Stop-Auth0Sandbox
        Stop-Auth0Sandbox -ErrorAction Stop
    }

    It 'says so when no sandbox runs there, and stops the others named' {
        $one, $two = 1..2 | ForEach-Object { Start-Auth0Sandbox -ApplicationCount 0 }
        Stop-Auth0Sandbox -Domain 'http://127.0.0.1:1', $one.Domain -ErrorVariable problem -ErrorAction SilentlyContinue
        $problem.Count | Should -Be 1
        $problem[0].FullyQualifiedErrorId | Should -BeLike 'Auth0Ps.SandboxNotFound,*'
        $problem[0].CategoryInfo.Category | Should -Be 'ObjectNotFound'
        $problem[0].TargetObject | Should -Be 'http://127.0.0.1:1'
        $problem[0].ErrorDetails.RecommendedAction | Should -Match ([regex]::Escape($two.Domain))
        Test-Running $one | Should -BeFalse
    }
}
