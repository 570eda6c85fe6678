BeforeDiscovery {
    . $PSScriptRoot/support/Vaults.ps1
    $obstacle = if ($IsWindows) { 'there are no signals' } else { Get-VaultTestObstacle }
}

# SecretStore writes its file in place: killed meanwhile, it leaves one that nobody can read.
Describe 'A process that is killed while it writes to SecretStore' -Skip:([bool]$obstacle) {
    BeforeAll {
        . $PSScriptRoot/support/Process.ps1
        $script:storeHome = (New-Item (Join-Path $TestDrive "killed-$([guid]::NewGuid().ToString('N'))") -ItemType Directory).FullName
        $script:folder = Join-Path $storeHome .secretmanagement/localstore
        $script:there = @{ HOME = $storeHome; USERPROFILE = $storeHome }
        $script:begin = @'
            Import-Module $env:AUTH0PS_MODULE
            . $env:AUTH0PS_SUPPORT/Vaults.ps1

'@
        # Large enough that a write of it takes a while.
        $made = Invoke-ChildShell ($begin + @'
            Register-TestStore
            $vault = Find-TestVault store
            $entries = Open-TestVault $vault
            foreach ($i in 1..40) { $null = Invoke-VaultEntry $entries WriteAsync @("before-$i", (New-VaultSecret ("$i " * 2000)), $true) }
            Close-TestVault $entries
'@) $there
        $made.Error | Should -BeNullOrEmpty

        # What can be seen from outside of a file that is being written: another inode, length or time, or a file beside it.
        function Get-FileMark {
            $file = [System.IO.FileInfo]::new((Join-Path $folder storefile))
            "$($file.Length) $($file.LastWriteTimeUtc.Ticks) $([System.IO.Directory]::GetFiles($folder).Count)"
        }
    }

    It 'leaves all that was there, and all that it reported' {
        $kept = 0
        foreach ($round in 1..4) {
            $victim = Start-ChildShell ($begin + @'
                $entries = Open-TestVault (Find-TestVault store)
                [Console]::Out.WriteLine('ready'); [Console]::Out.Flush(); $null = [Console]::In.ReadLine()
                foreach ($i in 1..1000) {
                    $null = Invoke-VaultEntry $entries WriteAsync @('victim', (New-VaultSecret "value-$i"), $true)
                    [Console]::Out.WriteLine("kept $i."); [Console]::Out.Flush()
                }
'@) $there
            try {
                Wait-ChildOutput $victim 'ready'
                $victim.StandardInput.WriteLine(); $victim.StandardInput.Flush()
                Wait-ChildOutput $victim "kept $round\."

                # Aimed: as soon as anything of the file changes, which is within a write.
                $mark = Get-FileMark
                while ((Get-FileMark) -eq $mark) { }
                $victim.Kill()
                $victim.WaitForExit()
                $kept = [int](([regex]'kept (\d+)\.').Matches($victim.StandardOutput.ReadToEnd()) | Select-Object -Last 1 | ForEach-Object { $_.Groups[1].Value })
            }
            finally {
                Stop-TestProcess $victim
            }
            $after = Invoke-ChildShell ($begin + @'
                Import-Module Microsoft.PowerShell.SecretManagement
                $right = @(1..40 | Where-Object { (Get-Secret "before-$_" -Vault store -AsPlainText) -ceq ("$_ " * 2000) }).Count
                "right: $right of $(@(Get-SecretInfo -Vault store).Count)"
                "victim: $((Get-Secret victim -Vault store -AsPlainText) -replace 'value-')"
                Write-VaultEntry (Find-TestVault store) next "after $env:ROUND"
'@) ($there + @{ ROUND = "$round" })
            $after.Error | Should -BeNullOrEmpty
            $after.Line[0] | Should -Match '^right: 40 of 4[12]$'
            [int]($after.Line[1] -replace 'victim: ') | Should -BeGreaterOrEqual ([Math]::Max($kept, $round))
            [System.IO.Directory]::GetFiles($folder).Count | Should -Be 3 -Because 'the next write takes away what the killed one left'
        }
    }

    It 'is told apart from what is lost: the error names a copy that can be read, and what puts it back' {
        # As SecretStore itself does it for somebody else: the beginning is new, the rest is not.
        $file = Join-Path $folder storefile
        $bytes = [System.IO.File]::ReadAllBytes($file)
        foreach ($i in 4..35) { $bytes[$i] = $bytes[$i] -bxor 255 }
        [System.IO.File]::WriteAllBytes($file, $bytes)
        $told = Invoke-ChildShell ($begin + @'
            $failure = Get-VaultFailure { Find-TestVault store }
            "$($failure.Reason)| $($failure.Message)| $($failure.RecommendedAction)"
'@) $there
        $told.Flat | Should -Match "^VaultUnavailable\| The vault 'store' does not read its file .*storefile.*\| See whether"
        $told.Flat | Should -Match ([regex]::Escape((Join-Path $folder auth0ps-copy)))
        (Get-Item (Join-Path $folder auth0ps-copy)).UnixFileMode | Should -Be 'UserExecute, UserWrite, UserRead'
        (Get-Item (Join-Path $folder auth0ps-copy/storefile)).UnixFileMode | Should -Be 'UserWrite, UserRead'

        $command = [regex]::Match($told.Flat, "Copy-Item \(.*?\) '[^']+'").Value
        $command | Should -Not -BeNullOrEmpty
        $back = Invoke-ChildShell ($command + "`n" + $begin + @'
            "$((Get-Secret before-7 -Vault store -AsPlainText) -ceq ('7 ' * 2000)) $(Read-VaultEntry (Find-TestVault store) next)"
'@) $there
        $back.Flat.Trim() | Should -Be 'True after 4'
    }
}
