BeforeDiscovery {
    . $PSScriptRoot/support/Vaults.ps1
    $obstacle = Get-VaultTestObstacle
}

# Whatever a vault does to a rotation: either the new secret is live and can be read from it, or Auth0 was never called.
Describe 'A rotation into a vault that <_>' -Skip:([bool]$obstacle) -ForEach @(
    'none', 'silent', 'reports', 'throws', 'quotes', 'asks', 'asksToWrite', 'text', 'textOnly', 'noCredential', 'folds', 'picky', 'small', 'unknown', 'keeps', 'broken'
) {
    BeforeAll {
        . $PSScriptRoot/support/Process.ps1
        . $PSScriptRoot/support/Tenant.ps1
        . $PSScriptRoot/support/RotationScene.ps1

        # Three applications: a secret of its own, a credential, and a private key.
        $script:told = Invoke-RotationScene @'
            Unregister-SecretVault Prod
            Set-VaultPatience 0.5
            Register-TestVault Prod @{ Folder = (Join-Path $HOME prod); Habit = $env:HABIT }
            $machine = Get-Auth0Application -Connection demo -ClientId (Find-SignInApplication $tenant).ClientId
            $others = @($applications | Where-Object ClientId -NE $machine.ClientId)
            $cases = @{
                secret     = $others[0], @{ ClientSecret = 'Shop-Secret' }, 'Shop-Secret'
                credential = $others[1], @{ Credential = 'Shop-Credential' }, 'Shop-Credential'
                key        = $machine, @{ PrivateKey = 'Shop-Key' }, 'Shop-Key'
            }
            foreach ($case in $cases.Keys) {
                $application, $mapping, $entry = $cases[$case]
                $before = Get-TenantSecret $tenant $application.ClientId
                $type = $case -eq 'key' ? 'PrivateKeyJwt' : 'ClientSecret'
                $problem = $null
                $result = $application | Invoke-Auth0SecretRotation -Vault Prod -SecretsMapping $mapping -CredentialType $type -Confirm:$false -ErrorAction SilentlyContinue -ErrorVariable problem
                $client = Invoke-Tenant $tenant "clients/$($application.ClientId)"
                $credentials = @(Invoke-Tenant $tenant "clients/$($application.ClientId)/credentials" | ForEach-Object { $_ })
                $kept = Get-Secret $entry -Vault Prod -ErrorAction Ignore
                if ($kept -is [pscredential]) { $kept = $kept.Password }
                if ($kept -is [securestring]) { $kept = ConvertTo-Text $kept }
                $now = $client.PSObject.Properties['client_secret'] ? $client.client_secret : $null
                $works = if ($case -ne 'key') {
                    $kept -ceq $now
                }
                elseif ($kept) {
                    $null = New-Auth0Connection -Name keyed -Domain $tenant.Domain -ClientId $application.ClientId -PrivateKey (New-Secret $kept) -Audience (Find-KeyAudience $tenant $application) -WarningAction Ignore -ErrorAction Ignore
                    [bool](Get-Auth0AccessToken -Connection keyed -ErrorAction Ignore)
                }
                $told[$case] = @{
                    status  = "$($result.Status)"
                    reason  = "$(@($problem)[0].FullyQualifiedErrorId)"
                    advice  = "$(@($problem)[0].ErrorDetails.RecommendedAction)"
                    works   = [bool]$works
                    touched = ($case -eq 'key') ? ($credentials.Count -gt 0) : ($now -cne $before)
                    shown   = [bool]($now -and "$problem $result" -match [regex]::Escape("$now"))
                }
            }
'@.Replace('Find-KeyAudience $tenant $application', '@(Invoke-Tenant $tenant "client-grants?client_id=$($application.ClientId)" | ForEach-Object { $_ })[0].audience').Replace('$env:HABIT', "'$_'") -Seconds 240
    }

    It 'ends with the <_> readable and live, or with Auth0 untouched' -ForEach 'secret', 'credential', 'key' {
        $case = $told.$_
        $case | Should -Not -BeNullOrEmpty -Because $told.said
        if ($case.status -eq 'Succeeded') {
            $case.works | Should -BeTrue
        }
        else {
            $case.status | Should -Be 'Failed' -Because $told.said
            $case.touched | Should -BeFalse
            $case.reason | Should -BeLike 'Auth0Ps.Vault*'
            $case.advice | Should -Not -BeNullOrEmpty
        }
        $case.shown | Should -BeFalse
    }
}

# SecretStore keeps its whole file in memory and writes all of it back; rotations of two processes still lose nothing.
Describe 'Two processes that rotate into one SecretStore' -Skip:([bool]$obstacle) {
    BeforeAll {
        . $PSScriptRoot/support/Process.ps1
        . $PSScriptRoot/support/Tenant.ps1
        $script:place = Join-Path $TestDrive 'two'
        $null = New-Item $place -ItemType Directory
        $script:each = $env:AUTH0PS_STORE_ROTATIONS ? [int]$env:AUTH0PS_STORE_ROTATIONS : 60
        $script:tenant = Start-TenantProcess '--apps', "$([int](3 * $each))", '--rate-limit', 'none'

        function Start-StoreRun([string] $Script, [hashtable] $Environment = @{}) {
            $process = Start-ChildShell ("Import-Module `$env:AUTH0PS_MODULE`n. `$env:AUTH0PS_SUPPORT/Vaults.ps1`n. `$env:AUTH0PS_SUPPORT/Tenant.ps1`n`$tenant = [Console]::In.ReadLine() | ConvertFrom-Json`n" + $Script) (@{ HOME = $place; USERPROFILE = $place; AUTH0PS_HOME = "$place/auth0ps"; EACH = "$each" } + $Environment)
            $process.StandardInput.WriteLine((ConvertTo-Json -Compress ($tenant | Select-Object Domain, Audience, ClientId, ClientSecret)))
            $process.StandardInput.Close()
            $process
        }
    }

    AfterAll {
        Stop-TestProcess $tenant.Process
    }

    It 'leave all live secrets where a third one finds them' {
        $made = Start-StoreRun @'
            Register-TestStore
            $null = New-Auth0Connection demo -Domain $tenant.Domain -ClientId $tenant.ClientId -ClientSecret (New-Secret $tenant.ClientSecret) -Vault store -WarningAction Ignore
            'made'
'@
        (Wait-ChildShell $made 60).Flat.Trim() | Should -Be 'made'

        $runs = foreach ($who in 0, 1) {
            Start-StoreRun @'
                $mine = @(Get-Auth0Application -Connection demo -Rotatable | Sort-Object ClientId)[([int]$env:WHO * [int]$env:EACH)..(([int]$env:WHO + 1) * [int]$env:EACH - 1)]
                $done = $mine | ForEach-Object { Invoke-Auth0SecretRotation -Connection demo -ClientId $_.ClientId -Vault store -SecretsMapping @{ ClientSecret = $_.ClientId } -Confirm:$false }
                $wrong = @($mine | Where-Object { (ConvertTo-Text (Get-Secret $_.ClientId -Vault store)) -cne (Get-TenantSecret $tenant $_.ClientId) }).Count
                "succeeded: $(@($done | Where-Object Status -EQ Succeeded).Count), not readable in its own session: $wrong"
'@ @{ WHO = "$who" }
        }
        foreach ($run in $runs) {
            $said = Wait-ChildShell $run 420
            $said.Flat.Trim() | Should -Be "succeeded: $each, not readable in its own session: 0" -Because $said.Error
        }

        $third = Start-StoreRun @'
            $live = Get-TenantSecretTable $tenant
            $found = @(Get-SecretInfo -Vault store | Where-Object { $live.ContainsKey($_.Name) -and (ConvertTo-Text (Get-Secret $_.Name -Vault store)) -ceq $live[$_.Name] })
            "found: $($found.Count), pending: $(@(Get-SecretInfo *-pending -Vault store).Count)"
'@
        (Wait-ChildShell $third 120).Flat.Trim() | Should -Be "found: $(2 * $each), pending: 0"
    }
}
