BeforeDiscovery {
    . $PSScriptRoot/support/Vaults.ps1
    $obstacle = Get-VaultTestObstacle
    # How many definitions; a thousand take some minutes, most of them SecretStore's own.
    $definitions = $env:AUTH0PS_DEFINITIONS ? [int]$env:AUTH0PS_DEFINITIONS : 40
}

# From one pipeline that defines them to the last of them rotated, as typed, into a real SecretStore.
Describe '<_> rotations into SecretStore' -Skip:([bool]$obstacle) -ForEach $definitions {
    BeforeAll {
        . $PSScriptRoot/support/Process.ps1
        . $PSScriptRoot/support/RotationScene.ps1
        $script:count = $_
        $script:told = Invoke-RotationScene -Store -ApplicationCount ([int]($count * 1.2) + 8) -Seconds (180 + 5 * $count) -Script ("`$count = $count`n" + @'
            . $env:AUTH0PS_SUPPORT/RotationsFile.ps1
            $clock = [System.Diagnostics.Stopwatch]::StartNew()
            $told.seconds = @{}
            # What a step returned, its errors, and how long it took.
            function Measure-Step([string] $Name, [scriptblock] $Script) {
                $clock.Restart()
                $problem = $null
                $results = @(. $Script)
                $told.seconds[$Name] = [Math]::Round($clock.Elapsed.TotalSeconds, 1)
                $told[$Name] = @{ names = @($results.Name); succeeded = @($results | Where-Object Status -EQ Succeeded).Count; problems = @(Get-Told $problem) }
            }

            Measure-Step defined { Get-Auth0Application -Connection demo -Rotatable -First $count | New-Auth0SecretRotation -Vault Prod -RotationInterval 7 -ErrorVariable problem }
            $told.dueAtOnce = @(Invoke-Auth0SecretRotation -Due -Confirm:$false).Count
            Set-RotationDue $env:AUTH0PS_HOME *
            $told.overdue = @(Get-Auth0SecretRotation -State Overdue).Count
            Measure-Step due { Invoke-Auth0SecretRotation -Due -Confirm:$false -ErrorVariable problem -ErrorAction SilentlyContinue }
            $told.dueAgain = @(Invoke-Auth0SecretRotation -Due -Confirm:$false).Count
            $told.upToDate = @(Get-Auth0SecretRotation -State UpToDate).Count

            $all = @(Get-Auth0SecretRotation)
            Measure-Step name { Invoke-Auth0SecretRotation $all[7].Name -Confirm:$false -ErrorVariable problem }
            $told.wanted = @{ name = @($all[7].Name); wildcard = @(($all | Where-Object Name -Like '[a-d]*').Name); pipeline = @($all[10..($all.Count - 1)].Name) }
            Measure-Step wildcard { Invoke-Auth0SecretRotation [a-d]* -Confirm:$false -ErrorVariable problem }
            Measure-Step pipeline { $all[10..($all.Count - 1)] | Invoke-Auth0SecretRotation -Confirm:$false -ErrorVariable problem }
            $told.history = @(Get-Auth0SecretRotationHistory).Count

            # What another process finds, by the hash of each secret.
            $hash = 'function Get-Hash($Text) { [Convert]::ToHexString([System.Security.Cryptography.SHA256]::HashData([System.Text.Encoding]::UTF8.GetBytes($Text))) }'
            . ([scriptblock]::Create($hash))
            $found = (Invoke-ChildShell ($hash + '; foreach ($one in Get-SecretInfo *-client-id -Vault Prod) { $id = Get-Secret $one.Name -Vault Prod -AsPlainText; "$id=$(Get-Hash (Get-Secret ($one.Name -replace "id$", "secret") -Vault Prod -AsPlainText))" }') @{ HOME = $HOME; USERPROFILE = $HOME } -Seconds 300).Line
            $live = Get-TenantSecretTable $tenant
            $told.elsewhere = @($all | Where-Object { "$($_.ClientId)=$(Get-Hash $live[$_.ClientId])" -cin $found }).Count
            $told.pending = @(Get-Entries | Where-Object { $_ -like '*-pending' }).Count
            $told.entries = @(Get-Entries).Count
            $told.patches = @(Get-TenantRequest $tenant -Method PATCH).Count
'@)
        if ($env:AUTH0PS_DEFINITIONS) {
            $told.seconds.GetEnumerator() | ForEach-Object { Write-Host "$($_.Key): $($_.Value) s" }
        }
    }

    It 'are defined by one pipeline, each under a name of its own' {
        $told.defined.problems | Should -BeNullOrEmpty
        @($told.defined.names | Sort-Object -Unique).Count | Should -Be $count
    }

    It 'are all rotated with -Due, once' {
        $told.dueAtOnce | Should -Be 0
        $told.overdue | Should -Be $count
        $told.due.problems | Should -BeNullOrEmpty
        $told.due.succeeded | Should -Be $count
        $told.dueAgain | Should -Be 0
        $told.upToDate | Should -Be $count
    }

    It 'are rotated by <_>, and no others' -ForEach 'name', 'wildcard', 'pipeline' {
        $told[$_].problems | Should -BeNullOrEmpty
        $told.wanted[$_].Count | Should -BeGreaterThan 0
        $told[$_].names | Sort-Object | Should -Be @($told.wanted[$_] | Sort-Object)
        $told[$_].succeeded | Should -Be $told.wanted[$_].Count
    }

    It 'leave in the vault, seen from another process, what is live, and nothing that waits' {
        $told.elsewhere | Should -Be $count
        $told.pending | Should -Be 0
        # Besides them there is the connection's own.
        $told.entries | Should -BeIn (3 * $count), (3 * $count + 1)
    }

    It 'change each secret at the tenant once, and are all in the history' {
        $told.patches | Should -Be ($count + 1 + $told.wanted.wildcard.Count + $told.wanted.pipeline.Count)
        $told.history | Should -Be $told.patches
    }
}
