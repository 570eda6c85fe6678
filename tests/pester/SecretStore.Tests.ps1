BeforeDiscovery {
    . $PSScriptRoot/support/Vaults.ps1
    $obstacle = Get-VaultTestObstacle
}

# SecretStore keeps its whole file in memory and writes all of it: whoever writes without looking deletes what others wrote.
Describe 'SecretStore with several processes, <Kind>' -Skip:([bool]$obstacle) -ForEach @(
    @{ Kind = 'without a password'; Password = ''; Cycles = 60 }
    @{ Kind = 'with a password'; Password = 'correct horse'; Cycles = 20 }
) {
    BeforeAll {
        . $PSScriptRoot/support/Process.ps1
        $script:storeHome = Join-Path $TestDrive "store-$([guid]::NewGuid().ToString('N'))"
        $null = New-Item $storeHome -ItemType Directory

        # What each shell begins with. They share a home folder, hence the store, and nothing else that a setting can move.
        $script:begin = @'
            Import-Module $env:AUTH0PS_MODULE
            . $env:AUTH0PS_SUPPORT/Vaults.ps1
            . $env:AUTH0PS_SUPPORT/Process.ps1
            if ($env:STORE_PASSWORD) {
                Unlock-SecretStore -Password ([System.Net.NetworkCredential]::new('', $env:STORE_PASSWORD).SecurePassword)
            }
            $vault = Find-TestVault store
            function Wait-Go { [Console]::Out.WriteLine('ready'); [Console]::Out.Flush(); $null = [Console]::In.ReadLine() }

'@
        function Start-StoreShell([string] $Script, [hashtable] $Environment = @{}) {
            $all = @{ HOME = $storeHome; USERPROFILE = $storeHome; STORE_PASSWORD = $Password; XDG_DATA_HOME = (Join-Path $TestDrive ([guid]::NewGuid())) } + $Environment
            Start-ChildShell ($begin + $Script) $all
        }

        function Invoke-StoreShell([string] $Script, [hashtable] $Environment = @{}) {
            $process = Start-StoreShell $Script $Environment
            try {
                Wait-ChildShell $process
            }
            finally {
                Stop-TestProcess $process
            }
        }

        # Lets a shell that has said 'ready' go on.
        function Step-StoreShell([System.Diagnostics.Process] $Process) {
            $Process.StandardInput.WriteLine()
            $Process.StandardInput.Flush()
        }

        $made = Invoke-ChildShell '. $env:AUTH0PS_SUPPORT/Vaults.ps1; Register-TestStore $env:STORE_PASSWORD; Register-SecretVault -Name twin -ModuleName Microsoft.PowerShell.SecretStore' @{ HOME = $storeHome; USERPROFILE = $storeHome; STORE_PASSWORD = $Password }
        $made.Error | Should -BeNullOrEmpty
    }

    It 'loses nothing when two processes write by turns as fast as they can' {
        $work = @'
            Wait-Go
            $wrong = 0
            foreach ($i in 1..[int]$env:CYCLES) {
                $entries = Open-TestVault $vault
                foreach ($entry in "$env:WHO-$i-pending", "$env:WHO-$i") {
                    $null = Invoke-VaultEntry $entries WriteAsync @($entry, (New-VaultSecret "value-$env:WHO-$i"), $true)
                }
                $null = Invoke-VaultEntry $entries RemoveAsync @("$env:WHO-$i-pending")
                Close-TestVault $entries
                if ((Get-Secret "$env:WHO-$i" -Vault store -AsPlainText) -cne "value-$env:WHO-$i") { $wrong++ }
            }
            "wrong: $wrong"
'@
        $shells = foreach ($who in 'left', 'right') {
            Start-StoreShell $work @{ WHO = $who; CYCLES = "$Cycles" }
        }
        try {
            $shells | ForEach-Object { Wait-ChildOutput $_ 'ready' }
            $shells | ForEach-Object { Step-StoreShell $_ }
            foreach ($shell in $shells) {
                (Wait-ChildShell $shell 240).Flat.Trim() | Should -Be 'wrong: 0'
            }
        }
        finally {
            $shells | ForEach-Object { Stop-TestProcess $_ }
        }
        $third = Invoke-StoreShell @'
            $right = foreach ($who in 'left', 'right') {
                foreach ($i in 1..[int]$env:CYCLES) {
                    if ((Get-Secret "$who-$i" -Vault store -AsPlainText -ErrorAction Ignore) -ceq "value-$who-$i") { $i }
                }
            }
            "right: $(@($right).Count), pending: $(@(Get-SecretInfo *-pending -Vault store).Count)"
'@ @{ CYCLES = "$Cycles" }
        $third.Flat.Trim() | Should -Be "right: $(2 * $Cycles), pending: 0"
    }

    It 'writes over nothing that another process wrote since this one last looked' {
        # Both have the store in memory from here on; the second write comes well before the file watcher would notice the first.
        $old = Start-StoreShell @'
            Write-VaultEntry $vault own before
            Wait-Go
            Write-VaultEntry $vault own after
            "other: $(Get-Secret other -Vault store -AsPlainText)"
            Wait-Go
            $null = Remove-VaultEntry $vault own
            "removed"
'@
        try {
            Wait-ChildOutput $old 'ready'
            (Invoke-StoreShell 'Write-VaultEntry $vault other here; "done"').Flat.Trim() | Should -Be 'done'
            Step-StoreShell $old
            Wait-ChildOutput $old 'other: here\s+ready'
            (Invoke-StoreShell 'Write-VaultEntry $vault third too; "done"').Flat.Trim() | Should -Be 'done'
            Step-StoreShell $old
            Wait-ChildOutput $old 'removed'
        }
        finally {
            Stop-TestProcess $old
        }
        (Invoke-StoreShell '"$(Get-Secret other -Vault store -AsPlainText) $(Get-Secret third -Vault store -AsPlainText) $(Read-VaultEntry $vault own)."').Flat.Trim() | Should -Be 'here too .'
    }

    It 'reads what another process wrote a moment ago, also while that one keeps the lock' {
        $writer = Start-StoreShell @'
            Write-VaultEntry $vault fresh one
            Wait-Go
            $entries = Open-TestVault $vault
            $null = Invoke-VaultEntry $entries WriteAsync @('fresh', (New-VaultSecret two), $true)
            Wait-Go
'@
        $reader = $null
        try {
            Wait-ChildOutput $writer 'ready'
            $reader = Start-StoreShell @'
                "first: $(Read-VaultEntry $vault fresh)"
                Wait-Go
                "second: $(Read-VaultEntry $vault fresh)"
                "own session: $(Get-Secret fresh -Vault store -AsPlainText)"
'@
            Wait-ChildOutput $reader 'first: one\s+ready'
            Step-StoreShell $writer
            Wait-ChildOutput $writer 'ready'
            Step-StoreShell $reader
            Wait-ChildOutput $reader 'second: two\s+own session: two'
        }
        finally {
            Stop-TestProcess $writer
            if ($reader) {
                Stop-TestProcess $reader
            }
        }
    }

    It 'never reads nothing from an entry that is being replaced' {
        $writer = Start-StoreShell 'Write-VaultEntry $vault steady 0; Wait-Go; foreach ($i in 1..500) { Write-VaultEntry $vault steady $i }'
        try {
            Wait-ChildOutput $writer 'ready'
            Step-StoreShell $writer
            $reader = Invoke-StoreShell '$nothing = 0; foreach ($i in 1..20) { if (-not (Read-VaultEntry $vault steady)) { $nothing++ } }; "nothing: $nothing"'
            $reader.Flat.Trim() | Should -Be 'nothing: 0'
        }
        finally {
            Stop-TestProcess $writer
        }
    }

    It 'lets go of the lock when a process is killed, and has what that one reported' {
        $victim = Start-StoreShell @'
            $entries = Open-TestVault $vault
            foreach ($i in 1..1000) {
                $null = Invoke-VaultEntry $entries WriteAsync @("victim-$i", (New-VaultSecret "value-$i"), $true)
                [Console]::Out.WriteLine("kept $i."); [Console]::Out.Flush()
            }
'@
        try {
            Wait-ChildOutput $victim 'kept 7\.'
            Send-Signal $victim KILL
            $victim.WaitForExit()
        }
        finally {
            Stop-TestProcess $victim
        }
        $next = Invoke-StoreShell @'
            Write-VaultEntry $vault next here
            $right = @(1..7 | Where-Object { (Get-Secret "victim-$_" -Vault store -AsPlainText) -eq "value-$_" }).Count
            "right: $right, next: $(Read-VaultEntry $vault next)"
'@
        $next.Flat.Trim() | Should -Be 'right: 7, next: here'
    }

    It 'replaces entries whatever their names and what they held' {
        $run = Invoke-StoreShell @'
            foreach ($entry in 'team/app 1', 'a[1]', 'Überraschung') {
                Set-Secret -Name $entry -Secret @{ some = 'table' } -Vault store
                1..3 | ForEach-Object { Write-VaultEntry $vault $entry "value-$_" }
                Write-VaultEntry $vault $entry value-4 user
                "$(Read-VaultEntry $vault $entry) $(Remove-VaultEntry $vault $entry) $(Read-VaultEntry $vault $entry)."
            }
'@
        $run.Line | Should -Be @('user:value-4 True .', 'user:value-4 True .', 'user:value-4 True .')
    }

    It 'keeps what the user changes between two secrets of one length' {
        $run = Invoke-StoreShell @'
            'one', 'two' | ForEach-Object { Write-VaultEntry $vault same $_ }
            Set-SecretInfo same -Metadata @{ note = 'kept' } -Vault store
            Write-VaultEntry $vault same six
            Set-Secret users one -Vault store
            Write-VaultEntry $vault same ten
            Set-Secret users eleven -Vault store
            Write-VaultEntry $vault same hat
            Remove-Secret users -Vault store
            Write-VaultEntry $vault same cat
            "$(Get-Secret same -Vault store -AsPlainText) $((Get-SecretInfo same -Vault store).Metadata.note) $(@(Get-SecretInfo users -Vault store).Count)"
'@
        $run.Line | Should -Be 'cat kept 0'
        (Invoke-StoreShell '"$(Get-Secret same -Vault store -AsPlainText) $((Get-SecretInfo same -Vault store).Metadata.note) $(@(Get-SecretInfo users -Vault store).Count)"').Line | Should -Be 'cat kept 0'
    }

    It 'does not write what is there already' {
        $run = Invoke-StoreShell @'
            function Get-Mark { (Get-Item (Join-Path $HOME .secretmanagement/localstore/storefile)).LastWriteTimeUtc.Ticks }
            Write-VaultEntry $vault same value user
            $mark = Get-Mark
            Write-VaultEntry $vault same value user
            "same: $($mark -eq (Get-Mark))"
            Write-VaultEntry $vault same value other
            "same: $($mark -eq (Get-Mark))"
'@
        $run.Line | Should -Be 'same: True', 'same: False'
    }

    It 'can be read while SecretManagement is asking this module''s own vault' {
        $run = Invoke-StoreShell @'
            Write-VaultEntry $vault secret text
            Register-TestVault own @{ Habit = 'asksOther'; Other = 'store'; Folder = $HOME }
            "inside: $(Get-Secret secret -Vault own -AsPlainText -ErrorAction Stop)"
            Write-VaultEntry $vault secret newer
            "inside: $(Get-Secret secret -Vault own -AsPlainText -ErrorAction Stop)"
            "outside: $(Read-VaultEntry $vault secret)"
            Unregister-SecretVault own
'@
        $run.Line | Should -Be 'inside: text VaultUnavailable', 'inside: newer VaultUnavailable', 'outside: newer'
    }

    It 'writes nothing over a file that it cannot read' {
        $run = Invoke-StoreShell @'
            Write-VaultEntry $vault kept text
            $file = Join-Path $HOME .secretmanagement/localstore/storefile
            $whole = [System.IO.File]::ReadAllBytes($file)
            [System.IO.File]::WriteAllBytes($file, $whole[0..40])
            $failure = Get-VaultFailure { Write-VaultEntry $vault kept other }
            "$($failure.Reason): $($failure.Message)"
            "length: $((Get-Item $file).Length)"
            [System.IO.File]::WriteAllBytes($file, $whole)
            "kept: $(Read-VaultEntry $vault kept)"
'@
        $run.Flat | Should -Match "^VaultUnavailable: The vault 'store' does not read its file .* length: 41 kept: text"
    }

    It 'has one lock for all names that the store is registered under' {
        $holder = Start-StoreShell '$entries = Open-TestVault $vault; Wait-Go'
        try {
            Wait-ChildOutput $holder 'ready'
            $other = Invoke-StoreShell @'
                Set-TimeLimit VaultLock 0.5
                $failure = Get-VaultFailure { Open-TestVault (Find-TestVault twin) }
                "$($failure.Reason): $($failure.Message)"
'@
            $other.Flat | Should -Match "^VaultBusy: Another process works with the vault 'twin'"
        }
        finally {
            Stop-TestProcess $holder
        }
    }
}

Describe 'SecretStore that is locked' -Skip:([bool]$obstacle) {
    BeforeAll {
        . $PSScriptRoot/support/Process.ps1
    }

    It 'is reported with what to type, and works once unlocked' {
        $run = Invoke-ChildShell @'
            Import-Module $env:AUTH0PS_MODULE
            . $env:AUTH0PS_SUPPORT/Vaults.ps1
            . $env:AUTH0PS_SUPPORT/Process.ps1
            Register-TestStore horse
            $TestDrive = $HOME
            $inner = Invoke-ChildShell @"
                Import-Module `$env:AUTH0PS_MODULE
                . `$env:AUTH0PS_SUPPORT/Vaults.ps1
                `$failure = Get-VaultFailure { Find-TestVault store }
                "`$(`$failure.Reason): `$(`$failure.Message) `$(`$failure.RecommendedAction)"
                Unlock-SecretStore -Password ([System.Net.NetworkCredential]::new('', 'horse').SecurePassword)
                `$vault = Find-TestVault store
                Write-VaultEntry `$vault a text
                "a: `$(Read-VaultEntry `$vault a)"
                Unlock-SecretStore -Password ([System.Net.NetworkCredential]::new('', 'horse').SecurePassword) -PasswordTimeout 1
                `$clock = [System.Diagnostics.Stopwatch]::StartNew()
                do { `$failure = Get-VaultFailure { Write-VaultEntry `$vault b text } } until (`$failure -or `$clock.Elapsed.TotalSeconds -gt 30)
                "later: `$(`$failure.Reason)"
"@ @{ HOME = $HOME; USERPROFILE = $HOME }
            $inner.Flat
            $inner.Error
'@
        $run.Flat | Should -Match "VaultLocked: The vault 'store' is locked\. Type Unlock-SecretStore in this session"
        $run.Flat | Should -Match 'a: text later: VaultLocked'
    }

    It 'is refused in a version that cannot be made to read its file again' {
        $run = Invoke-ChildShell @'
            Import-Module $env:AUTH0PS_MODULE
            . $env:AUTH0PS_SUPPORT/Vaults.ps1
            Register-TestStore
            # Another version, of which nothing is known, beside the one that is.
            $other = [System.Reflection.Emit.AssemblyBuilder]::DefineDynamicAssembly([System.Reflection.AssemblyName]'Microsoft.PowerShell.SecretStore, Version=9.9.0.0', 'Run')
            $null = $other.DefineDynamicModule('m').DefineType('Microsoft.PowerShell.SecretStore.LocalSecretStore', 'Public, Class').CreateType()
            $failure = Get-VaultFailure { Find-TestVault store }
            "$($failure.Reason): $($failure.Message) $($failure.RecommendedAction)"
'@
        $run.Flat | Should -Match "^VaultUnavailable: SecretStore 9\.9\.0\.0 of the vault 'store' cannot be made to read"
        $run.Flat | Should -Match 'Install-PSResource Microsoft\.PowerShell\.SecretStore'
    }

    It 'never prompts, not even when it is set up to' {
        # A store that nobody set up asks for a new password, which is then typed twice.
        $run = Invoke-ChildShell @'
            Import-Module $env:AUTH0PS_MODULE
            . $env:AUTH0PS_SUPPORT/Vaults.ps1
            Register-TestVault none @{ Folder = $HOME }
            Register-SecretVault -Name store -ModuleName Microsoft.PowerShell.SecretStore
            $null = Get-SecretInfo -Vault none
            $failure = Get-VaultFailure { Find-TestVault store }
            "found: $($failure.Reason) $($failure.RecommendedAction)"
            "left: $(Read-Host 'own question')"
'@ -Option @() -Typed "first`nsecond`nthird`n"
        $run.Flat | Should -Match 'found: VaultLocked Type Unlock-SecretStore'
        $run.Flat | Should -Match 'left: first'
    }
}
