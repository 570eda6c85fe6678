Describe 'Use-Auth0Sandbox' {
    BeforeAll {
        . $PSScriptRoot/common.ps1
        . $PSScriptRoot/support/Tenant.ps1

        function Test-Running([string] $Domain) {
            try { Invoke-RestMethod "$Domain/.well-known/jwks.json" -TimeoutSec 60 | Out-Null; $true } catch { $false }
        }
    }

    AfterAll {
        Clear-TestProcess
    }

    It 'gives the block a running tenant as its argument and as $_, and ends it' {
        $seen = Use-Auth0Sandbox -ApplicationCount 2 { param($Tenant) @{ Argument = $Tenant; Item = $_; Running = Test-Running $_.Domain; Arguments = $args.Count } }
        $seen.Argument | Should -BeOfType Auth0Ps.Auth0SandboxTenant
        $seen.Item | Should -Be $seen.Argument
        $seen.Argument.Applications.Count | Should -Be 2
        $seen.Running | Should -BeTrue
        $seen.Arguments | Should -Be 0
        Test-Running $seen.Argument.Domain | Should -BeFalse
        @(Get-CompletionText 'Stop-Auth0Sandbox -Domain ') | Should -Not -Contain $seen.Argument.Domain
    }

    It 'also gives it as $args and $PSItem' {
        $args0, $item = Use-Auth0Sandbox -ApplicationCount 0 { $args[0].Domain; $PSItem.Domain }
        $args0 | Should -Match '^http://127'
        $item | Should -Be $args0
    }

    It 'hands on what the block writes, as it is written' {
        $running = Use-Auth0Sandbox -ApplicationCount 0 { $_.Domain; $_.Domain } | ForEach-Object { Test-Running $_ }
        $running | Should -Be $true, $true
    }

    It 'stops the tenant when a downstream command has enough' {
        $domain = Use-Auth0Sandbox -ApplicationCount 0 { $_.Domain; Start-Sleep 60 } | Select-Object -First 1
        Test-Running $domain | Should -BeFalse
    }

    It 'stops the tenant when the block throws, and lets the error through' {
        $script:domain = $null
        { Use-Auth0Sandbox -ApplicationCount 0 { $script:domain = $_.Domain; throw 'a mistake' } } | Should -Throw 'a mistake'
        $script:domain | Should -Match '^http'
        Test-Running $script:domain | Should -BeFalse
    }

    It 'goes on after an error that ends nothing, and hands it on' {
        # The block runs where it was written, so what counts is the preference there.
        $ErrorActionPreference = 'Continue'
        $domain = Use-Auth0Sandbox -ApplicationCount 0 { Write-Error 'not so bad'; $_.Domain } -ErrorVariable problem 2>$null
        $domain | Should -Match '^http'
        "$problem" | Should -Match 'not so bad'
        Test-Running $domain | Should -BeFalse
    }

    It 'sees the variables around it, and can set them' {
        $greeting = 'hello'
        $box = @{}
        Use-Auth0Sandbox -ApplicationCount 0 { $box.Said = "$greeting from $($_.Domain)" }
        $box.Said | Should -Match '^hello from http'
    }

    It 'runs one within another' {
        $outer, $inner, $both = Use-Auth0Sandbox -ApplicationCount 0 {
            $first = $_
            $first.Domain
            Use-Auth0Sandbox -ApplicationCount 0 { $_.Domain; (Test-Running $_.Domain) -and (Test-Running $first.Domain) }
        }
        $inner | Should -Not -Be $outer
        $both | Should -BeTrue
        Test-Running $outer | Should -BeFalse
        Test-Running $inner | Should -BeFalse
    }

    It 'is content when the block has stopped the tenant itself' {
        Use-Auth0Sandbox -ApplicationCount 0 { $_ | Stop-Auth0Sandbox; 'done' } | Should -Be 'done'
    }

    It 'leaves other sandboxes alone' {
        $other = Start-Auth0Sandbox -ApplicationCount 0
        Use-Auth0Sandbox -ApplicationCount 0 { }
        Test-Running $other.Domain | Should -BeTrue
    }

    It 'connects, rotates and fails as a tenant does' {
        $result = Use-Auth0Sandbox -ApplicationCount 4 -RateLimit none -PropagationDelay 0.2 -Fault @{ Method = 'PATCH'; Path = '/api/v2/clients/*'; Action = 'status'; Status = 503 } {
            $connection = $_ | New-Auth0Connection -Name within -WarningAction Ignore
            Get-Auth0Application -Connection $connection -Rotatable -First 1 | Invoke-Auth0SecretRotation -Confirm:$false
        }
        $result.Status | Should -Be Succeeded
    }

    It 'starts nothing when a parameter makes no sense' {
        $box = @{}
        Use-Auth0Sandbox -RateLimit plenty { $box.Ran = $true } -ErrorVariable problem -ErrorAction SilentlyContinue
        $problem[0].FullyQualifiedErrorId | Should -BeLike 'Auth0Ps.InvalidArgument,*'
        $box.Ran | Should -BeNullOrEmpty
    }
}
