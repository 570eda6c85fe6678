BeforeDiscovery {
    . $PSScriptRoot/support/Vaults.ps1
    $obstacle = Get-VaultTestObstacle
}

# Saved rotations as a scheduled run finds them: a thousand definitions, a vault, and no terminal.
Describe 'A thousand saved rotations' -Skip:([bool]$obstacle) {
    BeforeAll {
        . $PSScriptRoot/support/Process.ps1
        . $PSScriptRoot/support/Tenant.ps1
        . $PSScriptRoot/support/RotationsFile.ps1
        $script:place = Join-Path $TestDrive 'thousand'
        $script:vault = Join-Path $place 'vault'
        $script:data = Join-Path $place 'auth0ps'
        $null = New-Item $vault -ItemType Directory
        $script:tenant = Start-TenantProcess '--apps', '1150'

        # The shells share a home folder, hence the vault's registration, and the data folder.
        function Start-Shell([string] $Script) {
            Start-ChildShell ("Import-Module `$env:AUTH0PS_MODULE`n" + $Script) @{ HOME = $place; USERPROFILE = $place; AUTH0PS_HOME = $data }
        }

        function Invoke-Shell([string] $Script, [int] $Seconds = 90) {
            $process = Start-Shell $Script
            try {
                $process.StandardInput.Close()
                Wait-ChildShell $process $Seconds
            }
            finally {
                Stop-TestProcess $process
            }
        }

        $script:report = '$done | ForEach-Object { "$($_.Status) $($_.Name)" }; "errors $($problem.Count)"; $problem | ForEach-Object FullyQualifiedErrorId'
        $script:due = '$done = @(Invoke-Auth0SecretRotation -Due -Confirm:$false -WarningAction Ignore -ErrorVariable problem -ErrorAction SilentlyContinue); ' + $report

        $made = Invoke-ChildShell @'
            Import-Module $env:AUTH0PS_MODULE
            . $env:AUTH0PS_SUPPORT/Vaults.ps1
            . $env:AUTH0PS_SUPPORT/Tenant.ps1
            Register-TestVault quick @{ Folder = (Join-Path $HOME vault) }
            $tenant = [Console]::In.ReadLine() | ConvertFrom-Json
            $null = New-Auth0Connection demo -Domain $tenant.Domain -ClientId $tenant.ClientId -ClientSecret (New-Secret $tenant.ClientSecret) -Vault quick -WarningAction Ignore
            $applications = @(Get-Auth0Application -Connection demo -Rotatable)
            $null = $applications[0] | New-Auth0SecretRotation r0000 -Vault quick -RotationInterval 1 -WarningAction Ignore
            ConvertTo-Json -Compress @($applications | Select-Object -First 1000 -Property ClientId, Name)
'@ -Environment @{ HOME = $place; USERPROFILE = $place; AUTH0PS_HOME = $data } -Typed "$(ConvertTo-Json -Compress ($tenant | Select-Object Domain, ClientId, ClientSecret))`n"
        $made.Error | Should -BeNullOrEmpty
        $script:applications = @($made.Output | ConvertFrom-Json | ForEach-Object { $_ })
        $applications.Count | Should -Be 1000

        # Written rather than asked for a thousand times; what one looks like is the command's own.
        $script:file = Join-Path $data rotations.json
        $saved = Get-Content $file -Raw | ConvertFrom-Json -DateKind String
        $pattern = ConvertTo-Json $saved.rotations[0] -Depth 9
        $saved.rotations = @(for ($i = 0; $i -lt 1000; $i++) {
                $one = $pattern.Replace('r0000', ('r{0:0000}' -f $i)) | ConvertFrom-Json -DateKind String
                $one.clientId = $applications[$i].ClientId
                $one.applicationName = $applications[$i].Name
                if ($i) { $one.id = [guid]::NewGuid().ToString() }
                $one
            })
        Set-Content $file (ConvertTo-Json $saved -Depth 9)

        function Set-Due([string[]] $Name) {
            Set-RotationDue $data $Name
        }

        function Get-VaultText([string] $Entry) {
            $path = Join-Path $vault "$([Convert]::ToHexString([System.Text.Encoding]::UTF8.GetBytes($Entry))).json"
            (Test-Path $path) ? (Get-Content $path -Raw | ConvertFrom-Json).Text : $null
        }

        function Get-ClientId([string] $Name) {
            $applications[[int]$Name.Substring(1)].ClientId
        }

        function Get-Patched {
            @(Get-TenantRequest $tenant -Method PATCH).path | ForEach-Object { ($_ -split '/')[-1] }
        }

        function Assert-InVault([string[]] $Name) {
            foreach ($one in $Name) {
                Get-VaultText "$one-client-secret" | Should -BeExactly (Get-TenantSecret $tenant (Get-ClientId $one)) -Because $one
                Get-VaultText "$one-client-secret-next" | Should -BeExactly (Get-VaultText "$one-client-secret") -Because $one
            }
        }
    }

    AfterAll {
        Stop-TestProcess $tenant.Process
        Clear-TestProcess
    }

    It 'are all there, and none is due on its first day' {
        $run = Invoke-Shell ('"$(@(Get-Auth0SecretRotation).Count)"; ' + $due)
        $run.Error | Should -BeNullOrEmpty
        $run.Line | Should -Be '1000', 'errors 0'
    }

    It 'rotate each due one once when two runs start together' {
        $names = 100..115 | ForEach-Object { 'r{0:0000}' -f $_ }
        Set-Due $names
        $one = Start-Shell $due
        $two = Start-Shell $due
        try {
            $one.StandardInput.Close()
            $two.StandardInput.Close()
            $script:lines = @((Wait-ChildShell $one 100).Line; (Wait-ChildShell $two 100).Line)
        }
        finally {
            Stop-TestProcess $one
            Stop-TestProcess $two
        }
        @($lines | Where-Object { $_ -like 'Succeeded*' }) | Sort-Object | Should -Be @($names | ForEach-Object { "Succeeded $_" })
        @(Get-Patched) | Sort-Object | Should -Be @($names | ForEach-Object { Get-ClientId $_ } | Sort-Object)
        Assert-InVault $names
        (Invoke-Shell $due).Line | Should -Be 'errors 0'
    }

    It 'are no errors in the run that another was faster than' {
        @($lines | Where-Object { $_ -notlike 'Succeeded*' -and $_ -notlike 'Skipped*' }) | Should -Be 'errors 0', 'errors 0'
    }

    It 'are rotated by pattern and from the pipeline, and no others' {
        $before = @(Get-Patched).Count
        $run = Invoke-Shell ('$done = @(Invoke-Auth0SecretRotation r020[0-3] -Confirm:$false -ErrorVariable problem; Get-Auth0SecretRotation r030[0-3] | Invoke-Auth0SecretRotation -Confirm:$false -ErrorVariable +problem); ' + $report)
        $names = 'r0200', 'r0201', 'r0202', 'r0203', 'r0300', 'r0301', 'r0302', 'r0303'
        $run.Line | Sort-Object | Should -Be @('errors 0'; $names | ForEach-Object { "Succeeded $_" })
        @(Get-Patched).Count - $before | Should -Be 8
        Assert-InVault $names
    }

    It 'are all tried before -ErrorAction Stop ends the command' {
        Set-TenantFault $tenant @{ method = 'PATCH'; path = "/api/v2/clients/$(Get-ClientId r0400)"; times = 100; action = 'status'; status = 403 }
        try {
            $run = Invoke-Shell 'try { Invoke-Auth0SecretRotation r040[0-5] -Confirm:$false -ErrorAction Stop | ForEach-Object { "$($_.Status) $($_.Name)" } } catch { "caught $($_.CategoryInfo.TargetName)" }'
        }
        finally {
            Set-TenantFault $tenant
        }
        $run.Line | Sort-Object | Should -Be @("caught $(Get-ClientId r0400)"; 'Failed r0400'; 1..5 | ForEach-Object { "Succeeded r040$_" })
        Assert-InVault (1..5 | ForEach-Object { "r040$_" })
        Get-VaultText 'r0400-client-secret' | Should -Not -BeExactly (Get-VaultText 'r0400-client-secret-next')
    }

    It 'lose nothing to a <Signal> in mid-run, and one more run ends it' -Skip:$IsWindows -ForEach @(
        @{ Signal = 'TERM'; First = 500 }
        @{ Signal = 'INT'; First = 600 }
    ) {
        $names = $First..($First + 11) | ForEach-Object { 'r{0:0000}' -f $_ }
        Set-Due $names
        $before = @(Get-Patched).Count
        $process = Start-Shell $due
        try {
            $process.StandardInput.Close()
            Wait-Until { @(Get-Patched).Count -gt $before + 1 } 'the run changes something' 60
            Send-Signal $process $Signal
            $null = Wait-ChildShell $process 60
        }
        finally {
            Stop-TestProcess $process
        }
        foreach ($name in $names | Where-Object { (Get-ClientId $_) -in (Get-Patched) }) {
            Get-TenantSecret $tenant (Get-ClientId $name) | Should -BeIn @((Get-VaultText "$name-client-secret"), (Get-VaultText "$name-client-secret-next")) -Because $name
        }
        @(Get-Patched).Count - $before | Should -BeLessThan 12 -Because 'the signal came in the middle'

        $again = Invoke-Shell $due
        $again.Line[-1] | Should -Be 'errors 0'
        Assert-InVault $names
    }
}
