BeforeDiscovery {
    . $PSScriptRoot/support/Vaults.ps1
    $obstacle = Get-VaultTestObstacle
}

# SecretManagement and SecretStore each have one pipeline for all threads of a process, and end the process when two are in it.
Describe 'Vaults that other threads of the process use as well' -Skip:([bool]$obstacle) {
    BeforeAll {
        . $PSScriptRoot/support/Process.ps1

        # A user's own thread: does the work over and over until told to stop, and again where SecretManagement refuses a second caller.
        $script:thread = @'
            $ErrorActionPreference = 'Stop'
            Import-Module $env:AUTH0PS_MODULE, Microsoft.PowerShell.SecretManagement, Microsoft.PowerShell.SecretStore
            . $env:AUTH0PS_SUPPORT/Vaults.ps1
            . $env:AUTH0PS_SUPPORT/Tenant.ps1
            function Start-UserThread([scriptblock] $Work) {
                $state = [hashtable]::Synchronized(@{ Stop = $false; Done = 0; Refused = 0; Problem = '' })
                $shell = [powershell]::Create()
                $null = $shell.AddScript({
                    param($state, $text)
                    Import-Module Microsoft.PowerShell.SecretManagement
                    $work = [scriptblock]::Create($text)
                    for ($turn = 0; -not $state.Stop; $turn++) {
                        try {
                            $null = & $work $turn
                            $state.Done++
                        }
                        catch {
                            if ("$_ $($_.Exception.InnerException)" -match 'already running|not in the Opened state|has been stopped') { $state.Refused++ } else { $state.Problem += "$_ $($_.Exception.InnerException)`n" }
                        }
                    }
                }).AddArgument($state).AddArgument("$Work")
                @{ State = $state; Shell = $shell; Handle = $shell.BeginInvoke() }
            }
            function Stop-UserThread($Thread) {
                $Thread.State.Stop = $true
                $Thread.Shell.EndInvoke($Thread.Handle)
                "done: $($Thread.State.Done -gt 0) problem: $($Thread.State.Problem)"
            }

'@
    }

    It 'rotates beside a thread that stores secrets of its own in the same SecretStore, and loses nothing of either' {
        $home1 = (New-Item (Join-Path $TestDrive "threads-$([guid]::NewGuid().ToString('N'))") -ItemType Directory).FullName
        $there = @{ HOME = $home1; USERPROFILE = $home1 }
        $run = Invoke-ChildShell ($thread + @'
            Register-TestStore
            $tenant = Start-TestTenant -ApplicationCount 40
            $null = Connect-TestTenant $tenant demo
            $applications = @(Get-Auth0Application -Connection demo -Rotatable | Where-Object Name -Match '^[a-zA-Z0-9 ]+$' | Sort-Object Name -Unique | Select-Object -First 4)
            $user = Start-UserThread { param($turn) Set-Secret -Name "user-$($turn % 10)" -Secret (ConvertTo-SecureString "user-$turn" -AsPlainText -Force) -Vault store -ErrorAction Stop }
            $results = @(1..2 | ForEach-Object { $applications | ForEach-Object { $_ | Invoke-Auth0SecretRotation -Vault store -SecretsMapping @{ ClientSecret = "app-$($_.ClientId)" } -Confirm:$false } })
            Stop-UserThread $user
            "rotated: $(@($results | Where-Object Status -EQ Succeeded).Count) of $($results.Count)"
            $wrong = @($applications | Where-Object { (Get-Secret "app-$($_.ClientId)" -Vault store -AsPlainText) -cne (Get-TenantSecret $tenant $_.ClientId) })
            "wrong in this session: $($wrong.Count)"
            $live = @{}
            $applications | ForEach-Object { $live["app-$($_.ClientId)"] = [Convert]::ToBase64String([System.Security.Cryptography.SHA256]::HashData([System.Text.Encoding]::UTF8.GetBytes((Get-TenantSecret $tenant $_.ClientId)))) }
            Set-Content $HOME/live.json ($live | ConvertTo-Json)
'@) $there -Seconds 180
        $run.Error | Should -BeNullOrEmpty
        $run.ExitCode | Should -Be 0
        $run.Line | Should -Be 'done: True problem: ', 'rotated: 8 of 8', 'wrong in this session: 0'
        $fresh = Invoke-ChildShell @'
            Import-Module Microsoft.PowerShell.SecretManagement
            $live = Get-Content $HOME/live.json -Raw | ConvertFrom-Json -AsHashtable
            $wrong = @($live.Keys | Where-Object { $live[$_] -cne [Convert]::ToBase64String([System.Security.Cryptography.SHA256]::HashData([System.Text.Encoding]::UTF8.GetBytes((Get-Secret $_ -Vault store -AsPlainText)))) })
            $unreadable = @((Get-SecretInfo -Vault store).Name | Where-Object { -not (Get-Secret $_ -Vault store -AsPlainText -ErrorAction Ignore) })
            "wrong: $($wrong.Count) of $($live.Count) unreadable: $($unreadable.Count)"
'@ $there
        $fresh.Flat.Trim() | Should -Be 'wrong: 0 of 4 unreadable: 0'
    }

    It 'leaves what SecretStore has in memory alone while a call of somebody else goes on' {
        $run = Invoke-ChildShell ($thread + @'
            . $env:AUTH0PS_SUPPORT/Process.ps1
            $TestDrive = $HOME
            Register-TestStore
            $slow = (New-Item $HOME/slow -ItemType Directory).FullName
            Register-TestVault slow @{ Folder = $slow; Habit = 'waitsToRead' }
            $vault = Find-TestVault store
            Write-VaultEntry $vault entry one
            $hidden = [System.Reflection.BindingFlags]'Static, Instance, NonPublic'
            $store = [Microsoft.PowerShell.SecretStore.LocalSecretStore].GetField('LocalStore', $hidden).GetValue($null)
            $store = [Microsoft.PowerShell.SecretStore.LocalSecretStore].GetField('_secureStore', $hidden).GetValue($store)
            $data = $store.GetType().GetField('_data', $hidden)
            $runspace = [Microsoft.PowerShell.SecretManagement.SecretInformation].Assembly.GetType('Microsoft.PowerShell.SecretManagement.PowerShellInvoker').GetField('_runspace', $hidden)

            # Another process writes, so that what is in memory is not what the file says any more.
            $begin = '. $env:AUTH0PS_SUPPORT/Vaults.ps1; Import-Module $env:AUTH0PS_MODULE; $vault = Find-TestVault store; '
            $null = Invoke-ChildShell ($begin + 'Write-VaultEntry $vault entry two') @{ HOME = $HOME; USERPROFILE = $HOME }
            $before = $data.GetValue($store)
            $user = Start-UserThread { Get-Secret whatever -Vault slow -ErrorAction Ignore }
            Wait-Until { "$($runspace.GetValue($null).RunspaceAvailability)" -eq 'Busy' } 'the call to begin'
            $reader = [powershell]::Create()
            $null = $reader.AddScript($begin + 'Read-VaultEntry $vault entry')
            $asked = $reader.BeginInvoke()
            Start-Sleep -Milliseconds 700
            "untouched: $([object]::ReferenceEquals($before, $data.GetValue($store)))"
            $user.State.Stop = $true
            $null = New-Item $slow/go
            "then: $($reader.EndInvoke($asked)) $(Get-Secret entry -Vault store -AsPlainText)"
'@) -Seconds 180
        $run.Line | Should -Be 'untouched: True', 'then: two two'
    }

    It 'reads text from a vault beside a thread that reads text as well' {
        # Both have to make a SecureString of it.
        $run = Invoke-ChildShell ($thread + @'
            Register-TestVault Prod @{ Folder = (New-Item $HOME/prod -ItemType Directory).FullName; Habit = 'textOnly' }
            Set-Secret -Name entry -Secret text -Vault Prod
            $user = Start-UserThread { Get-Secret entry -Vault Prod }
            $vault = Find-TestVault Prod
            $right = @(1..300 | Where-Object { (Read-VaultEntry $vault entry) -ceq 'text' }).Count
            Stop-UserThread $user
            "right: $right"
'@) -Seconds 120
        $run.Error | Should -BeNullOrEmpty
        $run.Line | Should -Be 'done: True problem: ', 'right: 300'
    }
}
