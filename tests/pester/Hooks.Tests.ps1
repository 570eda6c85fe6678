BeforeDiscovery {
    . $PSScriptRoot/support/Vaults.ps1
    $obstacle = Get-VaultTestObstacle
}

Describe 'Hooks' -Skip:([bool]$obstacle) {
    BeforeAll {
        . $PSScriptRoot/support/Process.ps1
        . $PSScriptRoot/support/RotationScene.ps1
        $script:told = Invoke-RotationScene @'
            $seen = Join-Path $HOME seen.txt
            Set-Content (Join-Path $HOME good.ps1) @"
`$hook = [Console]::In.ReadToEnd() | ConvertFrom-Json
Add-Content '$seen' "`$(`$hook.event) `$(`$hook.data.rotation) `$(`$hook.data.secretsMapping.clientSecret) `$(`$args.Count)"
'told ' + `$hook.data.rotation
"@
            Set-Content (Join-Path $HOME bad.ps1) 'throw "the service is gone"'
            $one | New-Auth0SecretRotation a -Vault Prod -WarningAction Ignore | Out-Null
            $two | New-Auth0SecretRotation b -Vault Prod -WarningAction Ignore | Out-Null

            Push-Location $HOME
            $good = Register-Auth0RotationHook good -On Succeeded, Failed -ScriptPath ./good.ps1 -TimeoutSeconds 120
            Pop-Location
            $told.registered = "$($good.GetType().FullName) $($good.ScriptPath -eq (Join-Path $HOME good.ps1)) $($good.Waiting)"
            $told.whatIf = @(Register-Auth0RotationHook never -On Failed -Uri https://example.com/ -WhatIf).Count + @(Get-Auth0RotationHook never -ErrorAction Ignore).Count
            $null = Register-Auth0RotationHook good -On Failed -ScriptPath (Join-Path $HOME good.ps1) -ErrorVariable problem -ErrorAction SilentlyContinue
            $told.exists = Get-Told $problem
            $null = Get-Auth0RotationHook nobody -ErrorVariable problem -ErrorAction SilentlyContinue
            $told.unknown = Get-Told $problem
            $null = Unregister-Auth0RotationHook -ErrorVariable problem -ErrorAction SilentlyContinue
            $told.unnamed = Get-Told $problem
            if (-not $IsWindows) {
                Copy-Item (Join-Path $HOME good.ps1) (Join-Path $HOME open.ps1)
                chmod a+w (Join-Path $HOME open.ps1)
                $null = Register-Auth0RotationHook open -On Failed -ScriptPath (Join-Path $HOME open.ps1) -ErrorVariable problem -ErrorAction SilentlyContinue
                $told.unsafe = ($problem.FullyQualifiedErrorId -split ',')[0]
            }

            $test = Test-Auth0RotationHook good
            $told.test = "$($test.GetType().FullName) $($test.Succeeded) $($test.Output) $(Test-Auth0RotationHook good -Quiet)"
            $told.tested = (Get-Auth0RotationHook good).Delivered
            Remove-Item $seen

            $result = Invoke-Auth0SecretRotation a -Confirm:$false -ErrorVariable problem
            $told.result = "$($result.Status) $($result.Hooks) $($result.Hooks.Message)"
            $told.errors = $problem.Count
            $told.seen = @(Get-Content $seen)

            $null = Register-Auth0RotationHook bad -On Succeeded -Rotation b -ScriptPath (Join-Path $HOME bad.ps1) -TimeoutSeconds 120 -Required
            $result = Invoke-Auth0SecretRotation a, b -Confirm:$false -ErrorVariable problem -ErrorAction SilentlyContinue
            $told.both = @($result | Sort-Object Name | ForEach-Object { "$($_.Name) $($_.Status) $($_.Hooks -join ', ')" })
            $told.required = Get-Told $problem
            $told.output = "$((Get-Auth0RotationHook bad).LastOutput)" -match 'the service is gone'

            # A run that has nothing to do delivers what waits, once its time has come; what is put in the place of a hook is tried at once.
            $null = Register-Auth0RotationHook bad -On Succeeded -Rotation b -ScriptPath (Join-Path $HOME good.ps1) -TimeoutSeconds 120 -Force
            $told.due = @(Invoke-Auth0SecretRotation -Due -Confirm:$false).Count
            $told.later = @(Get-Auth0RotationHook | ForEach-Object { "$($_.Name) $($_.Waiting) $($_.Delivered) $($_.GivenUp)" })
            $told.table = (Get-Auth0RotationHook | Out-String -Width 200) -match 'good +Succeeded, Failed +0 +3'
            $told.list = (Get-Auth0RotationHook good | Format-List | Out-String -Width 200) -match 'LastOutput +: told [ab]'
            $told.completed = @([System.Management.Automation.CommandCompletion]::CompleteInput('Get-Auth0RotationHook g', 23, $null).CompletionMatches.CompletionText)
            Get-Auth0RotationHook | Unregister-Auth0RotationHook
            $told.left = @(Get-Auth0RotationHook).Count

            # Each kind of event, as a script is told it.
            Remove-Item $seen
            . $env:AUTH0PS_SUPPORT/Keys.ps1
            $null = Register-Auth0RotationHook all -On Announced, Succeeded, Failed, Interrupted, KeyRetired -ScriptPath (Join-Path $HOME good.ps1) -TimeoutSeconds 120
            $null = $three | New-Auth0SecretRotation c -Vault Prod -AnnounceFor 1.00:00:00 -RotateNow -Confirm:$false
            $null = Resume-Auth0SecretRotation c -Force -Confirm:$false
            Set-TenantFault $tenant @{ method = 'PATCH'; path = "/api/v2/clients/$($one.ClientId)"; times = 1; action = 'status'; status = 400 }
            $null = Invoke-Auth0SecretRotation a -Confirm:$false -ErrorAction SilentlyContinue
            Set-Interruption $tenant $one.ClientId
            $null = Invoke-Auth0SecretRotation a -Confirm:$false -ErrorAction SilentlyContinue
            Set-TenantFault $tenant
            $machine = New-MachineApplication $tenant keys
            $null = New-Auth0SecretRotation keys -ClientId $machine.client_id -Connection demo -Vault Prod -CredentialType PrivateKeyJwt -Overlap 0:0 -RotateNow -Confirm:$false
            $null = Invoke-Auth0SecretRotation keys -Confirm:$false
            $null = Invoke-Auth0SecretRotation -Due -Confirm:$false
            $told.every = @(Get-Content $seen | ForEach-Object { ($_ -split ' ')[0..1] -join ' ' })
'@ -Seconds 300
    }

    It 'registers a script by its full path' {
        $told.registered | Should -Be 'Auth0Ps.Auth0RotationHook True 0'
        $told.whatIf | Should -Be 0
    }

    It 'refuses what cannot be, with what to do' {
        $told.exists | Should -Be 'HookExists good'
        $told.unknown | Should -Be 'HookNotFound nobody'
        $told.unnamed | Should -BeLike 'InvalidArgument*'
        if (-not $IsWindows) {
            $told.unsafe | Should -Be 'Auth0Ps.HookScriptUnsafe'
        }
    }

    It 'tries a hook out and counts nothing' {
        $told.test | Should -Be 'Auth0Ps.Auth0RotationHookTest True told test True'
        $told.tested | Should -Be 0
    }

    It 'tells the script of a rotation, with the names of the entries and no arguments' {
        $told.result | Should -Be 'Succeeded good: Delivered The script ended with exit code 0.'
        $told.errors | Should -Be 0
        $told.seen | Should -Be 'Succeeded a a-client-secret 0'
    }

    It 'leaves the rotation as it is where a hook fails, and makes an error of one that is required' {
        $told.both | Should -Be 'a Succeeded good: Delivered', 'b Succeeded good: Delivered, bad: Waiting'
        $told.required | Should -Be 'HookFailed bad'
        $told.output | Should -BeTrue
    }

    It 'delivers what waits with a run that has nothing to do' {
        $told.due | Should -Be 0
        $told.later | Should -Be 'bad 0 1 0', 'good 0 3 0'
    }

    It 'shows, completes and removes hooks' {
        $told.table, $told.list | Should -Be $true, $true
        $told.completed | Should -Be 'good'
        $told.left | Should -Be 0
    }

    It 'is told of announcements, failures, interruptions and ended keys, each once' {
        $told.every[0..5] | Should -Be 'Announced c', 'Succeeded c', 'Failed a', 'Interrupted a', 'Succeeded keys', 'Succeeded keys'
        # One run did the last two at once.
        $told.every[6..99] | Sort-Object | Should -Be 'KeyRetired keys', 'Succeeded a'
    }
}
