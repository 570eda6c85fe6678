BeforeDiscovery {
    . $PSScriptRoot/support/Vaults.ps1
    $obstacle = Get-VaultTestObstacle
}

Describe 'Vaults of all habits' -Skip:([bool]$obstacle) {
    BeforeAll {
        . $PSScriptRoot/support/Process.ps1
        $script:long = 'Secret-' * 12

        # Everything is tried in one shell with a home folder of its own, and told as JSON.
        $script:run = Invoke-ChildShell @'
            Import-Module $env:AUTH0PS_MODULE
            . $env:AUTH0PS_SUPPORT/Vaults.ps1
            Set-VaultPatience 0.5
            # What a user may have set must not reach the module's calls.
            $WhatIfPreference = $true
            $ErrorActionPreference = 'SilentlyContinue'
            $PSDefaultParameterValues = @{ '*-Secret:Vault' = 'nowhere'; '*-Secret:AsPlainText' = $true }
            function Set-Secret { throw 'the wrong one' }

            function Test-Habit([string] $Habit) {
                $folder = (New-Item (Join-Path $HOME "vault-$Habit") -ItemType Directory -WhatIf:$false).FullName
                Microsoft.PowerShell.SecretManagement\Register-SecretVault -Name $Habit -ModuleName (Join-Path $vaultModules TestVault) -VaultParameters @{ Habit = $Habit; Folder = $folder } -WhatIf:$false
                $told = [ordered]@{}
                function Add-Failure([string] $Step, [scriptblock] $Script) {
                    $failure = Get-VaultFailure $Script
                    $told[$Step] = $failure ? @{ Reason = "$($failure.Reason)"; Message = $failure.Message; Action = $failure.RecommendedAction; Target = $failure.Target } : $null
                    $told["$Step-said"] = "$failure"
                }
                Add-Failure find { $script:vault = Find-TestVault -Name $Habit }
                if (-not $told.find) {
                    Add-Failure write { Write-VaultEntry $vault 'team/Entry 1' $env:LONG }
                    Add-Failure again { Write-VaultEntry $vault 'team/Entry 1' "again-$env:LONG" }
                    Add-Failure credential { Write-VaultEntry $vault plain $env:LONG 'client-1' }
                    $told.text = Read-VaultEntry $vault 'team/Entry 1'
                    $told.pair = Read-VaultEntry $vault plain
                    $told.nothing = Read-VaultEntry $vault none
                    Add-Failure remove { $told.removed = (Remove-VaultEntry $vault plain), (Remove-VaultEntry $vault plain) }
                }
                $told.files = @(Get-ChildItem $folder -Filter *.json | ForEach-Object { [System.Text.Encoding]::UTF8.GetString([Convert]::FromHexString($_.BaseName)) })
                $told
            }

            $told = @{}
            foreach ($habit in 'none', 'silent', 'reports', 'throws', 'quotes', 'asks', 'asksToWrite', 'text', 'textOnly', 'noCredential', 'folds', 'picky', 'small', 'unknown', 'keeps', 'broken') {
                $told[$habit] = Test-Habit $habit
            }
            ConvertTo-Json $told -Depth 5
'@ @{ LONG = $long } -Seconds 120
        $script:told = ConvertFrom-Json $run.Output -AsHashtable
    }

    It 'keeps what a vault without habits is given: text, credentials, and what replaces them' {
        @($told.none['find', 'write', 'again', 'credential'] | Where-Object { $_ }) | Should -BeNullOrEmpty
        $told.none.text | Should -BeExactly "again-$long"
        $told.none.pair | Should -BeExactly "client-1:$long"
        $told.none.nothing | Should -BeNullOrEmpty
        $told.none.removed | Should -Be $true, $false
    }

    It 'leaves no throw-away entry behind' {
        $told.none.files | Should -Be 'team/Entry 1'
    }

    It 'reads text from a vault that gives it back as another type: <_>' -ForEach 'text', 'textOnly', 'folds', 'unknown' {
        @($told.$_['find', 'write', 'again'] | Where-Object { $_ }) | Should -BeNullOrEmpty
        $told.$_.text | Should -BeExactly "again-$long"
        $told.$_.nothing | Should -BeNullOrEmpty
    }

    It 'refuses credentials where the vault does not keep them: <_>' -ForEach 'textOnly', 'noCredential' {
        $told.$_.credential.Reason | Should -Be VaultWriteFailed
        $told.$_.credential.Message | Should -Match 'cannot keep credentials'
        $told.$_.credential.Target | Should -Be $_
        $told.$_.files | Should -Not -Contain plain
    }

    It 'notices what was not written: <Habit>' -ForEach @(
        @{ Habit = 'silent'; Because = 'no such entry afterwards' }
        @{ Habit = 'reports'; Because = 'the shelf is full' }
        @{ Habit = 'throws'; Because = 'the shelf is full' }
        @{ Habit = 'quotes'; Because = 'no room for' }
        @{ Habit = 'small'; Because = 'something else than was written' }
        @{ Habit = 'picky'; Because = 'a sign that is not allowed' }
    ) {
        $told.$Habit.find | Should -BeNullOrEmpty
        $told.$Habit.write.Reason | Should -Be VaultWriteFailed
        $told.$Habit.write.Message | Should -Match $Because
        $told.$Habit.write.Message | Should -Match "'$Habit'"
        $told.$Habit.write.Action | Should -Not -BeNullOrEmpty
    }

    It 'notices what was not removed' {
        $told.keeps.write | Should -BeNullOrEmpty
        $told.keeps.remove.Reason | Should -Be VaultWriteFailed
        $told.keeps.remove.Message | Should -Match 'was not removed'
    }

    It 'leaves nothing in a vault that does not keep what it was given: <_>' -ForEach 'silent', 'reports', 'throws', 'small' {
        $told.$_.files | Should -Not -Contain 'team/Entry 1'
    }

    It 'finds no vault that asks or fails whatever it is asked' {
        $told.asks.find.Reason | Should -Be VaultLocked
        $told.asks.find.Action | Should -Match 'Unlock-SecretVault'
        $told.broken.find.Reason | Should -Be VaultUnavailable
        $told.broken.find.Message | Should -Match 'the disk is on fire'
    }

    It 'says so when a vault asks before it writes' {
        $told.asksToWrite.write.Reason | Should -Be VaultLocked
        $told.asksToWrite.write.Message | Should -Match 'asks for input'
    }

    It 'shows no secret, whatever the vault quotes' {
        $run.Output -replace '"(text|pair)":.*', '' | Should -Not -Match 'Secret-Secret'
        $run.Error | Should -Not -Match 'Secret-Secret'
    }
}

Describe 'Vaults that cannot be used' -Skip:([bool]$obstacle) {
    BeforeAll {
        . $PSScriptRoot/support/Process.ps1

        # What finding a vault fails with, in a shell that a script has prepared; as one object.
        function Get-FindFailure([string] $Name, [string] $Script) {
            $run = Invoke-ChildShell @"
                Import-Module `$env:AUTH0PS_MODULE
                . `$env:AUTH0PS_SUPPORT/Vaults.ps1
                `$folder = (New-Item (Join-Path `$HOME entries) -ItemType Directory).FullName
                $Script
                Get-VaultFailure { Find-TestVault '$Name' } | ForEach-Object { @{ Reason = "`$(`$_.Reason)"; Message = `$_.Message; Action = `$_.RecommendedAction } } | ConvertTo-Json
"@
            $run.Error | Should -BeNullOrEmpty
            ConvertFrom-Json $run.Output
        }
    }

    It 'are not found when nobody registered them, and those that are get named' {
        $failure = Get-FindFailure store 'Register-TestVault other @{ Folder = $folder }'
        $failure.Reason | Should -Be VaultNotFound
        $failure.Message | Should -Match "No vault named 'store'.*'other'"
        $failure.Action | Should -Match 'Register-SecretVault'
    }

    It 'need SecretManagement' {
        # A new runspace would put the machine's folders back into the path.
        $failure = Get-FindFailure store @'
            $null = (Get-ModuleType VaultRunspace).GetMethod('Open').Invoke($null, @())
            $env:PSModulePath = Join-Path $PSHOME Modules
'@
        $failure.Reason | Should -Be VaultUnavailable
        $failure.Action | Should -Match 'Install-PSResource Microsoft\.PowerShell\.SecretManagement'
    }

    It 'need their module' {
        $failure = Get-FindFailure moved @'
            Copy-Item (Join-Path $vaultModules TestVault) (Join-Path $HOME TestVault) -Recurse
            Register-SecretVault -Name moved -ModuleName (Join-Path $HOME TestVault) -VaultParameters @{ Folder = $folder }
            Remove-Item (Join-Path $HOME TestVault) -Recurse
'@
        $failure.Reason | Should -Be VaultUnavailable
        $failure.Message | Should -Match "The module 'TestVault' of the vault 'moved' is not where"
        $failure.Action | Should -Match 'Install-PSResource TestVault'
    }

    It 'are refused when they are this module''s own' {
        $failure = Get-FindFailure mirror @'
            $own = Join-Path $HOME Auth0Ps
            Copy-Item (Join-Path $vaultModules TestVault) $own -Recurse
            Get-ChildItem $own -Recurse -File | ForEach-Object { (Get-Content $_ -Raw) -replace 'TestVault\.Extension', 'Auth0Ps.Extension' | Set-Content $_ }
            Get-ChildItem $own -Recurse -File | Rename-Item -NewName { $_.Name -replace 'TestVault', 'Auth0Ps' }
            Rename-Item (Join-Path $own TestVault.Extension) Auth0Ps.Extension
            Register-SecretVault -Name mirror -ModuleName $own -VaultParameters @{ Folder = $folder }
'@
        $failure.Reason | Should -Be VaultUnavailable
        $failure.Message | Should -Match "'mirror' is this module's own"
    }

    It 'are not read when an entry is neither text nor a credential' {
        $run = Invoke-ChildShell @'
            Import-Module $env:AUTH0PS_MODULE
            . $env:AUTH0PS_SUPPORT/Vaults.ps1
            Register-TestVault bytes @{ Folder = $HOME }
            Set-Secret -Name raw -Secret ([byte[]](1, 2, 3)) -Vault bytes
            $failure = Get-VaultFailure { Read-VaultEntry (Find-TestVault bytes) raw }
            "$($failure.Reason): $($failure.Message)"
'@
        $run.Flat | Should -Match "^VaultReadFailed: The entry 'raw' of the vault 'bytes' is of the kind Byte\[\]"
    }
}

Describe 'Vaults beside the user''s own work' -Skip:([bool]$obstacle) {
    BeforeAll {
        . $PSScriptRoot/support/Process.ps1
    }

    It 'never prompt on the console, also when the user came there first' {
        # The guard stands in the console that the vault would ask on; what is typed there must be left for the user's own question.
        $run = Invoke-ChildShell @'
            Import-Module $env:AUTH0PS_MODULE
            . $env:AUTH0PS_SUPPORT/Vaults.ps1
            foreach ($habit in 'asks', 'none') {
                Register-TestVault $habit @{ Habit = $habit; Folder = (New-Item (Join-Path $HOME $habit) -ItemType Directory).FullName }
            }
            $null = Get-SecretInfo -Vault none
            "found: $((Get-VaultFailure { Find-TestVault asks }).Reason)"
            "own: $(Read-Host 'own question')"
            $null = Get-SecretInfo -Vault asks
            "left: $(Read-Host 'last question')"
'@ -Option @() -Typed "first`nsecond`nthird`n"
        $run.Flat | Should -Match 'found: VaultLocked'
        $run.Flat | Should -Match 'own: first'
        # The user's own call may prompt as ever.
        $run.Flat | Should -Match 'left: third'
    }

    It 'leave the user''s own prompts alone when the module came there first' {
        $run = Invoke-ChildShell @'
            Import-Module $env:AUTH0PS_MODULE
            . $env:AUTH0PS_SUPPORT/Vaults.ps1
            Register-TestVault asks @{ Habit = 'asks'; Folder = $HOME }
            "found: $((Get-VaultFailure { Find-TestVault asks }).Reason)"
            $null = Get-SecretInfo -Vault asks
            "left: $(Read-Host 'own question')"
'@ -Option @() -Typed "first`nsecond`n"
        $run.Flat | Should -Match 'found: VaultLocked'
        $run.Flat | Should -Match 'left: second'
    }

    It 'wait while another runspace of the process keeps SecretManagement busy' {
        $run = Invoke-ChildShell @'
            Import-Module $env:AUTH0PS_MODULE
            . $env:AUTH0PS_SUPPORT/Vaults.ps1
            . $env:AUTH0PS_SUPPORT/Worker.ps1
            . $env:AUTH0PS_SUPPORT/Process.ps1
            $slow = (New-Item (Join-Path $HOME slow) -ItemType Directory).FullName
            $quick = (New-Item (Join-Path $HOME quick) -ItemType Directory).FullName
            Register-TestVault slow @{ Habit = 'waits'; Folder = $slow }
            Register-TestVault quick @{ Folder = $quick }
            $vault = Find-TestVault quick
            $worker = Start-Worker 'Set-Secret -Name x -Secret y -Vault slow -ErrorAction Stop; "written"'
            Wait-Until { Test-Path (Join-Path $slow waiting) } 'the user writes'
            $entries = Open-TestVault $vault
            $write = $entries.GetType().GetMethod('WriteAsync').Invoke($entries, @('mine', (New-VaultSecret 'text'), $true, [System.Threading.CancellationToken]::None))
            "early: $($write.Wait(300))"
            Set-Content (Join-Path $slow go) ''
            $null = Wait-Task $write
            Close-TestVault $entries
            Wait-Worker $worker
            "mine: $(Read-VaultEntry $vault mine)"
'@
        $run.Flat | Should -Match 'early: False written mine: text'
    }

    It 'write from many threads at once' {
        $run = Invoke-ChildShell @'
            Import-Module $env:AUTH0PS_MODULE
            . $env:AUTH0PS_SUPPORT/Vaults.ps1
            Register-TestVault quick @{ Folder = $HOME }
            $vault = Find-TestVault quick
            $entries = Open-TestVault $vault
            $method = $entries.GetType().GetMethod('WriteAsync')
            $tasks = 1..30 | ForEach-Object { $method.Invoke($entries, @("entry-$_", (New-VaultSecret "text-$_"), $true, [System.Threading.CancellationToken]::None)) }
            $tasks | ForEach-Object { Wait-Task $_ }
            Close-TestVault $entries
            "right: $(@(1..30 | Where-Object { (Get-Secret "entry-$_" -Vault quick -AsPlainText) -eq "text-$_" }).Count)"
'@
        $run.Flat | Should -Match 'right: 30'
    }

    It 'are given up on when they hang, and locked until they answer' {
        $run = Invoke-ChildShell @'
            Import-Module $env:AUTH0PS_MODULE
            . $env:AUTH0PS_SUPPORT/Vaults.ps1
            . $env:AUTH0PS_SUPPORT/Process.ps1
            $TestDrive = $HOME
            Register-TestVault waits @{ Habit = 'waits'; Folder = $HOME }
            $vault = Find-TestVault waits
            function Set-Limit([double] $Seconds) {
                Set-TimeLimit VaultWork $Seconds
            }
            function Get-OtherOpinion {
                # Another process of the same user, with data of its own.
                $other = Invoke-ChildShell @"
                    Import-Module `$env:AUTH0PS_MODULE
                    . `$env:AUTH0PS_SUPPORT/Vaults.ps1
                    Set-TimeLimit VaultLock 0.5
                    `$vault = Find-TestVault waits
                    `$failure = Get-VaultFailure { Close-TestVault (Open-TestVault `$vault) }
                    `$failure ? "`$(`$failure.Reason)" : 'free'
"@ @{ HOME = $HOME; AUTH0PS_HOME = (Join-Path $HOME elsewhere) }
                $other.Flat.Trim()
            }
            Set-Limit 1
            $failure = Get-VaultFailure { Write-VaultEntry $vault slow text }
            "first: $($failure.Reason) $($failure.Message)"
            "next: $((Get-VaultFailure { Read-VaultEntry $vault slow }).Reason)"
            "other: $(Get-OtherOpinion)"
            Set-Content (Join-Path $HOME go) ''
            Set-Limit 60
            $null = Read-VaultEntry $vault slow
            "other: $(Get-OtherOpinion)"
'@ -Seconds 90
        $run.Flat | Should -Match "first: VaultUnavailable The vault 'waits' did not answer within 1 seconds; whether its entry 'slow' has"
        $run.Flat | Should -Match 'next: VaultBusy other: VaultBusy other: free'
    }
}

Describe 'Vault tests' {
    It 'have the modules they need' {
        . $PSScriptRoot/support/Vaults.ps1
        $missing = Get-VaultTestObstacle
        if ($missing) {
            Set-ItResult -Skipped -Because $missing
        }
        $missing | Should -BeNullOrEmpty
    }
}
