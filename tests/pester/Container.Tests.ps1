BeforeDiscovery {
    . $PSScriptRoot/support/Vaults.ps1
    . $PSScriptRoot/support/Container.ps1
    $obstacle = Get-ContainerObstacle
    $vaultObstacle = $obstacle ? $obstacle : (Get-VaultTestObstacle)
    $homes = @(
        @{ Kind = 'not set'; UserHome = ''; Vault = $false }
        @{ Kind = 'a writable one of its own'; UserHome = 'BOX/home'; Vault = -not $vaultObstacle }
        @{ Kind = 'the root'; UserHome = '/'; Vault = $false }
        @{ Kind = 'read-only'; UserHome = '/etc'; Vault = $false }
        @{ Kind = 'missing'; UserHome = '/nowhere/home'; Vault = $false }
    )
    if ($env:AUTH0PS_TESTS -ne 'all') {
        $homes = $homes[0, 1]
    }
}

# As a container runs it: no account for the user id, a read-only root, and AUTH0PS_HOME where it may write.
Describe 'A container whose home folder is <Kind>' -Skip:([bool]$obstacle) -ForEach $homes {
    BeforeAll {
        . $PSScriptRoot/support/Process.ps1
        . $PSScriptRoot/support/Tenant.ps1
        . $PSScriptRoot/support/Container.ps1
        $script:box = (New-Item (Join-Path $TestDrive "box-$([guid]::NewGuid().ToString('N'))") -ItemType Directory).FullName
        $script:data = (New-Item (Join-Path $box data) -ItemType Directory).FullName
        chmod 700 $box $data
        $there = $UserHome.Replace('BOX', $box)
        if ($UserHome -like 'BOX*') {
            $null = New-Item $there -ItemType Directory
        }
        $file = Join-Path $box script.ps1
        Set-Content $file @'
            $WarningPreference = 'SilentlyContinue'
            Import-Module $env:AUTH0PS_MODULE
            . $env:AUTH0PS_SUPPORT/Tenant.ps1
            $env:AUTH0PS_HOME = $env:DATA
            $told = @{ user = (id -u); isRootReadOnly = -not (New-Item /etc/auth0ps-was-here -ErrorAction Ignore) }
            $tenant = Start-TestTenant 12
            $env:AUTH0_DOMAIN, $env:AUTH0_CLIENT_ID, $env:AUTH0_CLIENT_SECRET, $env:AUTH0_AUDIENCE = $tenant.Domain, $tenant.ClientId, $tenant.ClientSecret, $tenant.Audience
            $saved = New-Auth0Connection -Name saved -FromEnvironment
            $told.saved = $saved.Persisted -and (Test-Auth0Connection saved -For SecretRotation -Quiet)
            $results = @(Get-Auth0Application -Connection saved -Rotatable -First 4 | Invoke-Auth0SecretRotation -Confirm:$false -ErrorVariable problem)
            $told.statuses = @($results | ForEach-Object { "$($_.Status)" } | Select-Object -Unique)
            $told.problem = "$problem"
            $told.works = @($results | Where-Object { (ConvertTo-Text $_.Credential.Password) -ceq (Get-TenantSecret $tenant $_.ClientId) }).Count
            $told.history = @(Get-Auth0SecretRotationHistory).Count
            $application = Get-Auth0Application -Connection saved -Rotatable -First 1
            if ($env:WITH_VAULT) {
                . $env:AUTH0PS_SUPPORT/Vaults.ps1
                Register-TestStore
                $null = $application | New-Auth0SecretRotation -Name kept -Vault store -RotateNow -Confirm:$false -ErrorVariable problem
                $told.vault = "$((Get-Auth0SecretRotation kept).RotationStatus) $((ConvertTo-Text (Get-Secret kept-client-secret -Vault store)) -ceq (Get-TenantSecret $tenant $application.ClientId)) $problem"
            }
            elseif (Get-Module Microsoft.PowerShell.SecretManagement -ListAvailable) {
                $none = $application | Invoke-Auth0SecretRotation -Vault store -Confirm:$false -ErrorAction SilentlyContinue -ErrorVariable problem
                $told.vault = "$($none.Status) $(@($problem)[0].FullyQualifiedErrorId) $(@($problem)[0].ErrorDetails.RecommendedAction)"
            }
            Stop-Auth0Sandbox
            '== told'
            ConvertTo-Json $told
'@
        $variables = @(
            # PowerShell itself needs places for its caches where the home folder has none; the loader of the tests is not to find another home.
            "XDG_CACHE_HOME=$box/xdg", "XDG_CONFIG_HOME=$box/xdg", "XDG_DATA_HOME=$box/xdg", "TMPDIR=$box", 'NO_COLOR=1', "PSModuleAnalysisCachePath=$box/xdg/modules"
            "AUTH0PS_HOME=$data", "DATA=$data", "AUTH0PS_MODULE=$((Get-Module Auth0Ps).ModuleBase)", "AUTH0PS_SUPPORT=$PSScriptRoot/support", "WITH_VAULT=$($Vault ? 1 : '')"
        )
        $run = Invoke-Contained $box $there $variables $file
        $script:said = $run.Output + $run.Error
        $script:told = ConvertFrom-Json ($run.Output -split '== told\r?\n')[-1] -AsHashtable
    }

    It 'rotates, and keeps what it has to remember' {
        $told.user | Should -Be 54321 -Because $said
        $told.isRootReadOnly | Should -BeTrue
        $told.saved | Should -BeTrue -Because $said
        $told.problem | Should -BeNullOrEmpty
        $told.statuses | Should -Be Succeeded
        $told.works | Should -Be 4
        $told.history | Should -Be 4
    }

    It 'puts nothing of its own anywhere but in AUTH0PS_HOME, except locks where there is a home folder that can have them' {
        Test-Path (Join-Path $data connections.json) | Should -BeTrue
        $outside = @(Get-ChildItem $box -File -Recurse -Force | Where-Object { $_.FullName -notlike "$data/*" -and $_.FullName -match 'auth0(?!ps-copy)' -and $_.FullName -notlike '*/script.ps1' } | ForEach-Object { $_.FullName.Substring($box.Length) })
        if ($UserHome -notlike 'BOX*') {
            $outside | Should -BeNullOrEmpty
            @(Get-ChildItem (Join-Path $data leases) -Filter *.lock).Count | Should -BeGreaterOrEqual 4
        }
        else {
            $outside | Should -Not -BeNullOrEmpty
            $outside | Should -Match "^$([regex]::Escape($UserHome.Substring(3)))/\.local/share/Auth0Ps/(leases/)?[^/]+\.(lock|next)`$"
        }
    }

    It 'uses vaults where SecretManagement finds a home folder, and says what is missing where it does not' -Skip:([bool]$vaultObstacle) {
        $told.vault | Should -Match ($Vault ? '^Succeeded True $' : '^Failed Auth0Ps\.VaultUnavailable.*HOME')
    }
}
