BeforeDiscovery {
    . $PSScriptRoot/support/Vaults.ps1
    . $PSScriptRoot/support/Container.ps1
    . $PSScriptRoot/support/PostgreSql.ps1
    . $PSScriptRoot/support/Azurite.ps1
    $obstacle = (Get-ContainerObstacle) ?? (Get-VaultTestObstacle)
    $stores = @(
        @{ Kind = 'PostgreSQL'; Obstacle = Get-PostgreSqlObstacle }
        @{ Kind = 'Azure Blob Storage'; Obstacle = Get-AzuriteObstacle }
    ) | Where-Object { -not $_.Obstacle }
}

# A CronJob without a volume: each day another container with an empty home, and everything read-only but the folder for temporary files and the vault.
Describe 'A container a day, with state in <Kind>' -Tag Long -Skip:([bool]$obstacle) -ForEach $stores {
    BeforeAll {
        . $PSScriptRoot/support/Process.ps1
        . $PSScriptRoot/support/Tenant.ps1
        . $PSScriptRoot/support/Container.ps1
        . $PSScriptRoot/support/Machine.ps1
        . $PSScriptRoot/support/PostgreSql.ps1
        . $PSScriptRoot/support/Azurite.ps1
        if ($Kind -eq 'PostgreSQL') {
            $script:database = Start-PostgreSql 'guarded-by-this-one'
        }
        else {
            $script:blobs = Start-Azurite
        }
        $script:tenant = Start-TenantProcess '--apps', '8'
        $script:shared = (New-Item (Join-Path $TestDrive "shared-$([guid]::NewGuid().ToString('N'))") -ItemType Directory).FullName
        $common = @{
            AUTH0PS_STATE     = $Kind -eq 'PostgreSQL' ? $database.Uri : $blobs.Uri
            AZURE_STORAGE_KEY = $Kind -eq 'PostgreSQL' ? '' : $blobs.Key
            SHARED            = $shared
            T_DOMAIN          = $tenant.Domain
            T_ID              = $tenant.ClientId
            T_SECRET          = $tenant.ClientSecret
        }
        $script:made = Invoke-OtherMachine @'
            $demo = New-Auth0Connection demo -Domain $env:T_DOMAIN -ClientId $env:T_ID -ClientSecret (New-Secret $env:T_SECRET) -Vault Prod
            $told.names = @((Get-Auth0Application -Connection demo -Rotatable -First 2 | New-Auth0SecretRotation -Vault Prod -RotationInterval 1 -WarningAction Ignore).Name)
            $told.due = @(Get-Auth0SecretRotation -State Due, Overdue).Count
'@ $common

        $script:days = @(foreach ($day in 1..3) {
            $box = (New-Item (Join-Path $TestDrive "box-$([guid]::NewGuid().ToString('N'))") -ItemType Directory).FullName
            $file = Join-Path $box script.ps1
            Set-Content $file @'
                $WarningPreference = 'SilentlyContinue'
                $told = @{ user = (id -u); isRootReadOnly = -not (New-Item /etc/auth0ps-was-here -ErrorAction Ignore); home = @(Get-ChildItem $HOME -Force -Recurse | Where-Object Name -Match 'auth0|secretmanagement').Count }
                Import-Module $env:AUTH0PS_MODULE
                . $env:AUTH0PS_SUPPORT/Tenant.ps1
                . $env:AUTH0PS_SUPPORT/Vaults.ps1
                Register-TestVault Prod @{ Folder = $env:SHARED }
                Move-Clock ([timespan]::FromDays([int]$env:DAY))
                $told.rotated = @(Invoke-Auth0SecretRotation -Due -Confirm:$false -ErrorVariable problem | ForEach-Object { "$($_.Name) $($_.Status)" })
                $told.problem = "$problem"
                $told.again = @(Invoke-Auth0SecretRotation -Due -Confirm:$false).Count
                $told.history = @(Get-Auth0SecretRotationHistory).Count
                $told.live = @(foreach ($one in Get-Auth0SecretRotation) {
                    (ConvertTo-Text (Get-Secret "$($one.Name)-client-secret" -Vault Prod)) -ceq (Get-TenantSecret @{ Domain = $env:T_DOMAIN; Audience = "$env:T_DOMAIN/api/v2/"; ClientId = $env:T_ID; ClientSecret = $env:T_SECRET } $one.ClientId)
                })
                '== told'
                ConvertTo-Json $told
'@
            $null = New-Item (Join-Path $box home), (Join-Path $box vault) -ItemType Directory
            $variables = @(
                "XDG_CACHE_HOME=$box/xdg", "XDG_CONFIG_HOME=$box/xdg", "TMPDIR=$box", 'NO_COLOR=1', "PSModuleAnalysisCachePath=$box/xdg/modules", "PSModulePath=$env:PSModulePath"
                "AUTH0PS_MODULE=$((Get-Module Auth0Ps).ModuleBase)", "AUTH0PS_SUPPORT=$PSScriptRoot/support", "DAY=$day"
            ) + @($common.Keys | ForEach-Object { "$_=$($common[$_] -replace [regex]::Escape($shared), "$box/vault")" })

            # The vault is a service elsewhere; a container has it as what was there at its start, and takes it along.
            Copy-Item "$shared/*" "$box/vault" -Recurse
            Read-Told (Invoke-Contained $box "$box/home" $variables $file)
            Copy-Item "$box/vault/*" $shared -Recurse -Force
        })
    }

    AfterAll {
        if ($tenant) {
            Stop-TestProcess $tenant.Process
        }
        Stop-PostgreSql $database
        Stop-Azurite $blobs
        $script:database = $script:blobs = $null
    }

    It 'begins with nothing of its own' {
        $made.names.Count | Should -Be 2 -Because $made.said
        $made.due | Should -Be 0
        $days.isRootReadOnly | Should -Be $true, $true, $true
        $days.home | Should -Be 0, 0, 0
        $days.user | Should -Be 54321, 54321, 54321
    }

    It 'rotates each day what is due, once' {
        foreach ($day in $days) {
            @($day.rotated | Sort-Object) | Should -Be @($made.names | Sort-Object | ForEach-Object { "$_ Succeeded" }) -Because ($day.problem + $day.said)
            $day.again | Should -Be 0
            $day.live | Should -Be $true, $true
        }
        $days.history | Should -Be 2, 4, 6
    }
}
