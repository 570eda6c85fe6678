BeforeDiscovery {
    . $PSScriptRoot/support/Vaults.ps1
    $obstacle = Get-VaultTestObstacle
}

Describe 'Signing in with a browser' {
    BeforeAll {
        . $PSScriptRoot/support/Process.ps1
        . $PSScriptRoot/support/Tenant.ps1
        . $PSScriptRoot/support/Login.ps1
        . $PSScriptRoot/support/Terminal.ps1
        Clear-TestProcess
        $script:tenant = Start-LoginTenant
        $script:fields = "-Domain $($tenant.Domain) -ClientId $($tenant.NativeClientId) -ApiType MyAccount -Scope read:me:factors -RedirectPort $($tenant.CallbackPort)"

        # A child shell that signs in, and says in the end how it went. Its errors are told by their ids.
        function Start-LoginShell([string] $Option, [string] $Then = '', [hashtable] $Environment = @{}, [string[]] $Shell = @('-NonInteractive')) {
            Start-ChildShell @"
                Import-Module `$env:AUTH0PS_MODULE
                New-Auth0Connection -Name me $fields $Option -WarningAction Ignore -ErrorAction SilentlyContinue -ErrorVariable problem | ForEach-Object { "created `$(`$_.Name)" }
                foreach (`$record in `$problem) {
                    "error `$(`$record.FullyQualifiedErrorId) `$record"
                }
                $Then
"@ $Environment $Shell
        }

        function Get-Refusal($Run) {
            $Run.Line | Where-Object { $_ -like 'error *' }
        }
    }

    AfterAll {
        Stop-TestProcess $tenant.Process
        Clear-TestProcess
    }

    It 'writes the address whole, and what was signed in for works in the same process' {
        $shell = Start-LoginShell '-NoBrowser' '(Invoke-Auth0RestMethod -Connection me -Path factors).factors | ForEach-Object { "factor $($_.type)" }'
        try {
            $address = Wait-LoginAddress $shell
            $address.Length | Should -BeGreaterThan 200 -Because 'it is longer than a line of the console'
            $page = Invoke-Login $tenant $address
            $run = Wait-ChildShell $shell
        }
        finally {
            Stop-TestProcess $shell
        }
        $page.StatusCode | Should -Be 200
        $page.Content | Should -Match 'You are signed in'
        $run.Line | Should -Contain 'created me'
        $run.Line | Should -Contain 'factor password'
        Get-Refusal $run | Should -BeNullOrEmpty
        $run.Error | Should -BeNullOrEmpty
        $run.ExitCode | Should -Be 0
    }

    It 'is renewed by processes at once from a vault, each ending with a working token' -Skip:([bool]$obstacle) {
        $shared = Join-Path $TestDrive 'shared-home'
        $null = New-Item $shared -ItemType Directory
        $environment = @{ HOME = $shared; USERPROFILE = $shared; AUTH0PS_HOME = Join-Path $shared 'auth0ps' }
        $null = Invoke-ChildShell '. $env:AUTH0PS_SUPPORT/Vaults.ps1; Register-TestStore' $environment
        $shell = Start-LoginShell '-NoBrowser -Vault store' '' $environment
        try {
            $null = Invoke-Login $tenant (Wait-LoginAddress $shell)
            $run = Wait-ChildShell $shell
        }
        finally {
            Stop-TestProcess $shell
        }
        $run.Line | Should -Contain 'created me'

        $renewers = 1..2 | ForEach-Object {
            Start-ChildShell @'
                Import-Module $env:AUTH0PS_MODULE
                foreach ($turn in 1..4) {
                    $null = Get-Auth0AccessToken -Connection me -Force
                    (Invoke-Auth0RestMethod -Connection me -Path factors).factors.Count -gt 0
                }
'@ $environment
        }
        try {
            $runs = $renewers | ForEach-Object { Wait-ChildShell $_ -Seconds 120 }
        }
        finally {
            $renewers | ForEach-Object { Stop-TestProcess $_ }
        }
        foreach ($run in $runs) {
            $run.Error | Should -BeNullOrEmpty
            $run.Line | Should -Be 'True', 'True', 'True', 'True'
        }
    }

    It 'fails when the person refuses' {
        $shell = Start-LoginShell '-NoBrowser' 'Get-Auth0Connection | ForEach-Object { "kept $($_.Name)" }'
        try {
            $page = Invoke-Login $tenant (Wait-LoginAddress $shell) -Button deny
            $run = Wait-ChildShell $shell
        }
        finally {
            Stop-TestProcess $shell
        }
        $page.Content | Should -Match 'You are not signed in'
        Get-Refusal $run | Should -BeLike 'error Auth0Ps.LoginFailed,* The login was refused (access_denied*'
        $run.Line -like 'created *' | Should -BeNullOrEmpty
        $run.Line -like 'kept *' | Should -BeNullOrEmpty
    }

    It 'fails when nobody comes in time' {
        $shell = Start-LoginShell '-NoBrowser -TimeoutSeconds 2'
        try {
            $null = Wait-LoginAddress $shell
            $run = Wait-ChildShell $shell
        }
        finally {
            Stop-TestProcess $shell
        }
        Get-Refusal $run | Should -BeLike 'error Auth0Ps.LoginFailed,* Nobody signed in within 2 seconds.'
        Test-Port $tenant.CallbackPort | Should -BeFalse
    }

    It 'asks nobody where nobody is: <How>' -ForEach @(
        @{ How = 'not interactive'; Shell = @('-NonInteractive') }
        @{ How = 'no console for input'; Shell = @() }
    ) {
        $before = Get-TenantRequestCount $tenant
        $shell = Start-LoginShell '' -Shell $Shell
        try {
            $run = Wait-ChildShell $shell
        }
        finally {
            Stop-TestProcess $shell
        }
        Get-Refusal $run | Should -BeLike 'error Auth0Ps.LoginRequired,*'
        Get-TenantRequestCount $tenant | Should -Be $before
    }

    It 'ends the wait with Ctrl+C at once, and lets go of the port' {
        if (-not (Test-Terminal)) {
            Set-ItResult -Skipped -Because 'there is no terminal to press it in'
        }
        $shell = Start-TerminalShell @"
            Import-Module `$env:AUTH0PS_MODULE
            try {
                New-Auth0Connection -Name me $fields -NoBrowser -WarningAction Ignore
                'after'
            }
            finally {
                `$listener = [System.Net.Sockets.TcpListener]::new([ipaddress]::Loopback, $($tenant.CallbackPort))
                `$listener.Start()
                [Console]::WriteLine('the port is free')
            }
"@
        try {
            Wait-ChildOutput $shell '&state='
            Test-Port $tenant.CallbackPort | Should -BeTrue -Because 'it waits'
            $shell.StandardInput.Write([char]3)
            $shell.StandardInput.Flush()
            $run = Wait-ChildShell $shell 10
        }
        finally {
            Stop-TestProcess $shell
        }
        $run.Output | Should -Match 'the port is free'
        $run.Output | Should -Not -Match 'after'
    }

    It 'opens exactly the login page in the browser of somebody who is there' {
        if (-not (Test-Terminal)) {
            Set-ItResult -Skipped -Because 'there is no terminal for somebody to sit at'
        }
        $folder = Join-Path $TestDrive 'browser'
        $null = New-Item $folder -ItemType Directory
        $opened = Join-Path $folder 'opened.txt'
        Set-Content (Join-Path $folder 'xdg-open') "#!/bin/sh`nprintf '%s\n' `"`$@`" > '$opened.new' && mv '$opened.new' '$opened'"
        chmod +x (Join-Path $folder 'xdg-open')
        $shell = Start-TerminalShell -Path $folder @"
            Import-Module `$env:AUTH0PS_MODULE
            (New-Auth0Connection -Name me $fields -WarningAction Ignore).Name | ForEach-Object { "created `$_" }
"@
        try {
            Wait-Until { (Test-Path $opened) -or $shell.HasExited } 'the browser is opened'
            $address = @(Get-Content $opened)
            $page = Invoke-Login $tenant $address[0]
            $run = Wait-ChildShell $shell
        }
        finally {
            Stop-TestProcess $shell
        }
        $address.Count | Should -Be 1 -Because 'the address is all that the browser is given'
        $address[0] | Should -Match "^$([regex]::Escape($tenant.Domain))/authorize\?response_type=code&\S+&code_challenge_method=S256$"
        $page.Content | Should -Match 'You are signed in'
        $run.Output | Should -Match 'created me'
        $run.Output | Should -Not -Match '/authorize' -Because 'the address is for the browser'
    }

    It 'says what to do where no browser can be opened' {
        if (-not (Test-Terminal)) {
            Set-ItResult -Skipped -Because 'there is no terminal for somebody to sit at'
        }
        $shell = Start-TerminalShell @"
            Import-Module `$env:AUTH0PS_MODULE
            `$env:PATH = ''
            New-Auth0Connection -Name me $fields -ErrorAction SilentlyContinue -ErrorVariable problem
            "error `$(`$problem[0].FullyQualifiedErrorId) `$(`$problem[0].ErrorDetails.RecommendedAction)"
"@
        try {
            $run = Wait-ChildShell $shell
        }
        finally {
            Stop-TestProcess $shell
        }
        $run.Flat | Should -Match 'error Auth0Ps\.LoginRequired,\S+ Add -NoBrowser'
    }
}
