Describe 'Rotating a whole tenant' {
    BeforeAll {
        . $PSScriptRoot/support/Process.ps1
        . $PSScriptRoot/support/Tenant.ps1
        Clear-TestProcess
        $script:tenant = Start-TenantProcess '--apps', '25'
        $null = Connect-TestTenant $tenant demo
        $script:applications = @(Get-Auth0Application -Connection demo)
        $script:before = Get-TenantSecretTable $tenant
        $script:results = @(Get-Auth0Application -Connection demo | Invoke-Auth0SecretRotation -Confirm:$false -WarningVariable warnings -WarningAction SilentlyContinue -ErrorVariable problem)
        $script:after = Get-TenantSecretTable $tenant
        $script:rotated = @($results | Where-Object Status -EQ 'Succeeded')
        $script:skipped = @($results | Where-Object Status -EQ 'Skipped')
    }

    AfterAll {
        Stop-TestProcess $tenant.Process
        Clear-TestProcess
    }

    It 'has one result for each application, and no error' {
        $problem | Should -BeNullOrEmpty
        $results.ClientId | Sort-Object | Should -Be ($applications.ClientId | Sort-Object)
        $rotated.Count + $skipped.Count | Should -Be $applications.Count
    }

    It 'rotates all that can be rotated' {
        $rotated.ClientId | Sort-Object | Should -Be (($applications | Where-Object { -not $_.WhyNotRotatable }).ClientId | Sort-Object)
        $rotated.Count | Should -BeGreaterOrEqual 23
    }

    It 'hands over the secret that is live now, and none of the old ones' {
        foreach ($result in $rotated) {
            $result.Credential.GetNetworkCredential().Password | Should -BeExactly $after[$result.ClientId]
            $after[$result.ClientId] | Should -Not -Be $before[$result.ClientId]
        }
        @($rotated | ForEach-Object { $after[$_.ClientId] } | Select-Object -Unique).Count | Should -Be $rotated.Count
    }

    It 'leaves the secrets of all others as they were, and hands over none' {
        foreach ($result in $skipped) {
            $result.Credential | Should -BeNullOrEmpty
            $after[$result.ClientId] | Should -Be $before[$result.ClientId]
            "$($result.Phase)" | Should -Be 'None'
            $result.Attempts | Should -Be 0
            $result.RotatedAt | Should -BeNullOrEmpty
        }
        Get-SignInStatus $tenant $tenant.ClientId $tenant.ClientSecret | Should -Be 200
    }

    It 'names what it cannot rotate, and why, in the result and in a warning each' {
        $own = $skipped | Where-Object ClientId -EQ $tenant.ClientId
        $own.Message | Should -Match 'connection signs in with it'
        ($skipped | Where-Object ApplicationName -EQ 'All Applications').Message | Should -Match 'global'
        @($skipped | Where-Object Message -Match 'private_key_jwt').Count | Should -BeGreaterThan 0
        $warnings.Count | Should -Be $skipped.Count
        foreach ($result in $skipped) {
            $warning = @($warnings | Where-Object { "$_" -match [regex]::Escape($result.ClientId) })
            $warning.Count | Should -Be 1
            "$warning" | Should -Match ([regex]::Escape($result.ApplicationName))
        }
    }

    It 'gives an application without a method of its own a new secret too' {
        $legacy = $results | Where-Object ApplicationName -EQ 'Legacy Intranet'
        "$($legacy.Status)" | Should -Be 'Succeeded'
    }

    It 'proves each new secret in the strongest way there is' {
        $rotated | ForEach-Object { "$($_.VerifiedBy)" | Should -BeIn 'Token', 'Readback' }
        @($rotated | Where-Object VerifiedBy -EQ 'Token').Count | Should -BeGreaterThan 5
        $used = @(Get-TenantRequest $tenant -Method POST -Path /oauth/token | Where-Object { $_.status -eq 200 -and $_.PSObject.Properties['clientSecretSha256'] }).clientSecretSha256
        foreach ($result in $rotated | Where-Object VerifiedBy -EQ 'Token') {
            $hash = [Convert]::ToHexString([System.Security.Cryptography.SHA256]::HashData([System.Text.Encoding]::UTF8.GetBytes($after[$result.ClientId]))).ToLowerInvariant()
            $used | Should -Contain $hash
        }
    }

    It 'makes names of the applications'' names that can stand anywhere' {
        $rotated.Name | ForEach-Object { $_ | Should -MatchExactly '^[a-z0-9]+(-[a-z0-9]+)*$' }
        ($rotated | Where-Object ApplicationName -Like 'Gr*Lager*').Name | Should -Be 'grunwald-lagerverwaltung'
        @($results.JobId | Select-Object -Unique).Count | Should -Be $results.Count
    }

    It 'does it all again for applications that were listed before' {
        $again = @($applications | Where-Object { -not $_.WhyNotRotatable } | Select-Object -First 3 | Invoke-Auth0SecretRotation -Confirm:$false)
        "$($again.Status)" | Should -Be 'Succeeded Succeeded Succeeded'
        $again | ForEach-Object { $_.Credential.GetNetworkCredential().Password | Should -BeExactly (Get-TenantSecret $tenant $_.ClientId) }
    }
}

Describe 'Rotating while things go wrong' {
    BeforeAll {
        . $PSScriptRoot/support/Problem.ps1
        . $PSScriptRoot/support/Process.ps1
        . $PSScriptRoot/support/Tenant.ps1
        . $PSScriptRoot/support/Worker.ps1
        Clear-TestProcess

        # Two that take their time go on beside the other tests. Neither reads nor grants prove anything to the second.
        $script:lost = Start-TenantProcess '--apps', '2'
        $null = Connect-TestTenant $lost lost
        $script:lostOne = Get-Auth0Application 'Billing*' -Connection lost
        $script:lostOld = Get-TenantSecret $lost $lostOne.ClientId
        Set-TenantFault $lost @{ method = 'PATCH'; path = '/api/v2/clients/*'; times = 100; action = 'drop-before' }
        $script:never = Start-Worker 'param($Application) $Application | Invoke-Auth0SecretRotation -Confirm:$false -ErrorVariable problem -ErrorAction SilentlyContinue; $problem' @{ Application = $lostOne }

        $script:blind = Start-TenantProcess '--apps', '2'
        $grant = Invoke-Tenant $blind 'client-grants?per_page=100' | ForEach-Object { $_ } | Where-Object client_id -EQ $blind.LimitedClientId
        $null = Invoke-Tenant $blind "client-grants/$($grant.id)" -Method Patch -Body @{ scope = 'read:clients', 'update:client_keys' }
        $null = Connect-TestTenant $blind blind -Limited
        $script:blindOne = Get-Auth0Application 'Billing*' -Connection blind
        $script:blindTwo = Get-Auth0Application 'Customer*' -Connection blind
        Set-TenantFault $blind @{ method = 'PATCH'; path = "/api/v2/clients/$($blindOne.ClientId)"; times = 100; action = 'drop-after' }
        $script:unseen = Start-Worker 'param($Application) $Application | Invoke-Auth0SecretRotation -Confirm:$false -ErrorVariable problem -ErrorAction SilentlyContinue; $problem' @{ Application = $blindOne }

        $script:tenant = Start-TenantProcess '--apps', '25'
        $null = Connect-TestTenant $tenant demo
        $script:one = Get-Auth0Application 'Billing*' -Connection demo -AppType non_interactive
        $script:more = @(Get-Auth0Application -Connection demo -Rotatable | Where-Object ClientId -NE $one.ClientId | Select-Object -First 5)
    }

    AfterAll {
        Remove-Worker $never
        Remove-Worker $unseen
        Stop-TestProcess $lost.Process
        Stop-TestProcess $blind.Process
        Stop-TestProcess $tenant.Process
        Clear-TestProcess
    }

    BeforeEach {
        $script:old = Get-TenantSecret $tenant $one.ClientId
    }

    AfterEach {
        Set-TenantFault $tenant
    }

    It 'sends the same secret again after server errors' {
        Set-TenantFault $tenant @{ method = 'PATCH'; path = '/api/v2/clients/*'; times = 2; action = 'status'; status = 500 }
        $count = Get-TenantRequestCount $tenant
        $result = $one | Invoke-Auth0SecretRotation -Confirm:$false -ErrorAction Stop
        "$($result.Status) $($result.Attempts)" | Should -Be 'Succeeded 3'
        $result.Credential.GetNetworkCredential().Password | Should -BeExactly (Get-TenantSecret $tenant $one.ClientId)
        $sent = @(Get-TenantRequest $tenant -Method PATCH | Select-Object -Last 3)
        $sent.status | Should -Be 500, 500, 200
        @($sent.clientSecretSha256 | Select-Object -Unique).Count | Should -Be 1
        Get-TenantRequestCount $tenant | Should -BeGreaterThan $count
    }

    It 'does not lose the secret when the answer to the change is lost' {
        Set-TenantFault $tenant @{ method = 'PATCH'; path = '/api/v2/clients/*'; times = 1; action = 'drop-after' }
        $result = $one | Invoke-Auth0SecretRotation -Confirm:$false -ErrorAction Stop
        "$($result.Status) $($result.VerifiedBy)" | Should -Be 'Succeeded Token'
        $result.Attempts | Should -Be 2
        $result.Credential.GetNetworkCredential().Password | Should -BeExactly (Get-TenantSecret $tenant $one.ClientId)
        Get-TenantSecret $tenant $one.ClientId | Should -Not -Be $old
    }

    It 'waits as long as the tenant says when it refuses for its rate limit' {
        Set-TenantFault $tenant @{ method = 'PATCH'; path = '/api/v2/clients/*'; times = 2; action = 'status'; status = 429 }
        $result = $one | Invoke-Auth0SecretRotation -Confirm:$false -ErrorAction Stop
        "$($result.Status)" | Should -Be 'Succeeded'
    }

    It 'changes nothing when Auth0 itself refuses' {
        $refusal = '{"statusCode":400,"error":"Bad Request","message":"Payload validation error","errorCode":"invalid_body"}'
        Set-TenantFault $tenant @{ method = 'PATCH'; path = '/api/v2/clients/*'; times = 1; action = 'status'; status = 400; body = $refusal; contentType = 'application/json' }
        $result = $one | Invoke-Auth0SecretRotation -Confirm:$false -ErrorVariable problem -ErrorAction SilentlyContinue
        Assert-Problem $problem RequestRefused InvalidOperation $one.ClientId
        "$($result.Status)" | Should -Be 'Failed'
        $result.Credential | Should -BeNullOrEmpty
        $result.Message | Should -Match 'old secret is live'
        Get-TenantSecret $tenant $one.ClientId | Should -BeExactly $old
    }

    It 'does not take somebody else''s refusal for Auth0''s' {
        Set-TenantFault $tenant @{ method = 'PATCH'; path = '/api/v2/clients/*'; times = 1; action = 'drop-after' }, @{ method = 'PATCH'; path = '/api/v2/clients/*'; times = 5; action = 'status'; status = 403; body = '<html>blocked</html>' }
        $result = $one | Invoke-Auth0SecretRotation -Confirm:$false -ErrorAction SilentlyContinue
        "$($result.Status) $($result.VerifiedBy)" | Should -Be 'Succeeded Token'
        $result.Credential.GetNetworkCredential().Password | Should -BeExactly (Get-TenantSecret $tenant $one.ClientId)
    }

    It 'goes on with the others when one fails' {
        $refusal = '{"statusCode":400,"error":"Bad Request","message":"Payload validation error","errorCode":"invalid_body"}'
        Set-TenantFault $tenant @{ method = 'PATCH'; path = "/api/v2/clients/$($one.ClientId)"; times = 1; action = 'status'; status = 400; body = $refusal; contentType = 'application/json' }
        $results = @($one, $more | ForEach-Object { $_ } | Invoke-Auth0SecretRotation -Confirm:$false -ErrorVariable problem -ErrorAction SilentlyContinue)
        $results.Count | Should -Be 6
        @($results | Where-Object Status -EQ 'Succeeded').ClientId | Sort-Object | Should -Be ($more.ClientId | Sort-Object)
        @($results | Where-Object Status -EQ 'Failed').ClientId | Should -Be $one.ClientId
        $problem.Count | Should -Be 1
    }

    It 'rotates nothing when it cannot sign in' {
        $stranger = New-Auth0Connection -Name stranger -Domain $tenant.Domain -ClientId $tenant.ClientId -ClientSecret (New-Secret 'wrong') -SkipTest -WarningAction Ignore
        $count = Get-TenantRequestCount $tenant
        Invoke-Auth0SecretRotation -Connection stranger -ClientId $one.ClientId -Confirm:$false -ErrorVariable problem -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        Assert-Problem $problem CredentialsRefused AuthenticationError $tenant.ClientId
        @(Get-TenantRequest $tenant -Method PATCH | Where-Object time -GT (Get-TenantRequest $tenant)[$count - 1].time).Count | Should -Be 0
        $stranger | Remove-Auth0Connection
    }

    It 'says that the outcome is not known, hands over the secret, and it is the live one when it is' {
        $output = Wait-Worker $unseen
        $result = $output[0]
        "$($result.Status) $($result.Phase) $($result.VerifiedBy)" | Should -Be 'Interrupted Applying None'
        $result.Attempts | Should -Be @(Get-TenantRequest $blind -Method PATCH -Path "*/$($blindOne.ClientId)").Count
        $result.Credential.GetNetworkCredential().Password | Should -BeExactly (Get-TenantSecret $blind $blindOne.ClientId)
        Assert-Problem $output[1] RotationInterrupted WriteError $blindOne.ClientId 'Keep both secrets'
        (Get-Auth0SecretRotationHistory -Unsaved | Where-Object ClientId -EQ $blindOne.ClientId).JobId | Should -Be $result.JobId
    }

    It 'is content with Auth0''s word when it may neither read secrets nor grants' {
        $result = $blindTwo | Invoke-Auth0SecretRotation -Confirm:$false
        "$($result.Status)" | Should -Be 'Succeeded'
        "$($result.VerifiedBy)" | Should -BeIn 'Response', 'None'
        $result.Credential.GetNetworkCredential().Password | Should -BeExactly (Get-TenantSecret $blind $blindTwo.ClientId)
    }

    It 'is patient while a new secret is not accepted everywhere yet' {
        $slow = Start-TenantProcess '--apps', '2', '--propagation-delay', '2'
        try {
            $null = Connect-TestTenant $slow slow
            $result = Get-Auth0Application 'Billing*' -Connection slow | Invoke-Auth0SecretRotation -Confirm:$false
            "$($result.Status) $($result.VerifiedBy)" | Should -Be 'Succeeded Token'
            @(Get-TenantRequest $slow -Method POST -Path /oauth/token | Where-Object status -EQ 401).Count | Should -BeGreaterThan 0
        }
        finally {
            Stop-TestProcess $slow.Process
            Remove-Auth0Connection slow
        }
    }

    It 'runs no more at once than -ThrottleLimit allows, and as many as it does' {
        $slow = Start-TenantProcess '--apps', '13', '--latency', '150'
        try {
            $null = Connect-TestTenant $slow slow
            $applications = @(Get-Auth0Application -Connection slow -Rotatable | Select-Object -First 5)
            foreach ($limit in 1, 4) {
                $count = Get-TenantRequestCount $slow
                $results = @($applications | Invoke-Auth0SecretRotation -ThrottleLimit $limit -Confirm:$false)
                @($results | Where-Object Status -EQ 'Succeeded').Count | Should -Be 5
                $times = @(Get-TenantRequest $slow | Select-Object -Skip $count | ForEach-Object { ([DateTimeOffset]$_.time).UtcDateTime })
                # A request lasts 150 milliseconds, so those that arrive within less than that are under way together.
                $most = ($times | ForEach-Object { $began = $_; @($times | Where-Object { $_ -ge $began -and $_ -lt $began.AddMilliseconds(140) }).Count } | Measure-Object -Maximum).Maximum
                $most | Should -Be $limit
            }
        }
        finally {
            Stop-TestProcess $slow.Process
            Remove-Auth0Connection slow
        }
    }

    It 'rotates 200 applications within a rate limit, and nobody sees a 429' -Tag Long {
        $many = Start-TenantProcess '--apps', '260', '--rate-limit', '100'
        try {
            $null = New-Auth0Connection -Name many -Domain $many.Domain -ClientId $many.ClientId -ClientSecret (New-Secret $many.ClientSecret) -WarningAction Ignore
            $applications = @(Get-Auth0Application -Connection many -Rotatable | Select-Object -First 200)
            $applications.Count | Should -Be 200
            $count = Get-TenantRequestCount $many
            $results = @($applications | Invoke-Auth0SecretRotation -ThrottleLimit 32 -Confirm:$false -ErrorVariable problem)
            $problem | Should -BeNullOrEmpty
            @($results | Where-Object Status -EQ 'Succeeded').Count | Should -Be 200
            $requests = @(Get-TenantRequest $many | Select-Object -Skip $count)
            @($requests | Where-Object status -EQ 429).Count | Should -BeLessThan 40
        }
        finally {
            Stop-TestProcess $many.Process
            Remove-Auth0Connection many
        }
    }

    It 'says after its patience that a change did not arrive, and still hands over the secret' {
        $output = Wait-Worker $never -Seconds 90
        $result = $output[0]
        "$($result.Status) $($result.Phase)" | Should -Be 'Interrupted Applying'
        $result.Credential.UserName | Should -Be $lostOne.ClientId
        $result.Attempts | Should -Be @(Get-TenantRequest $lost -Method PATCH -Path '/api/v2/clients/*').Count
        Assert-Problem $output[1] RotationInterrupted WriteError $lostOne.ClientId 'Keep both secrets'
        Get-TenantSecret $lost $lostOne.ClientId | Should -BeExactly $lostOld
    }
}

Describe 'Rotating into a vault of SecretManagement' {
    BeforeAll {
        . $PSScriptRoot/support/Process.ps1
        $script:vaultModules = 'Microsoft.PowerShell.SecretManagement', 'Microsoft.PowerShell.SecretStore'
        $script:missing = $vaultModules | Where-Object { -not (Get-Module $_ -ListAvailable) }
        if (-not $missing) {
            # One child for all: it sets up a store of its own in its scratch home.
            $script:run = Invoke-ChildShell @'
                $ErrorActionPreference = 'Stop'
                Import-Module $env:AUTH0PS_MODULE
                . $env:AUTH0PS_SUPPORT/Tenant.ps1
                Import-Module Microsoft.PowerShell.SecretManagement, Microsoft.PowerShell.SecretStore
                $null = Reset-SecretStore -Authentication None -Interaction None -Force -WarningAction Ignore
                Register-SecretVault -Name Local -ModuleName Microsoft.PowerShell.SecretStore
                $tenant = Start-TestTenant -ApplicationCount 8
                $null = Connect-TestTenant $tenant demo
                $billing = Get-Auth0Application 'Billing*'

                Invoke-Auth0SecretRotation -Connection demo -ClientId $billing.ClientId -AsCredential -Confirm:$false | Set-Secret -Name billing -Vault Local
                $kept = Get-Secret -Name billing -Vault Local
                "one: $($kept.UserName -ceq $billing.ClientId) $((ConvertTo-Text $kept.Password) -ceq (Get-TenantSecret $tenant $billing.ClientId))"

                $rotatable = @(Get-Auth0Application -Connection demo -Rotatable)
                $rotatable | Invoke-Auth0SecretRotation -Confirm:$false |
                    Where-Object Credential |
                    ForEach-Object { Set-Secret -Name $_.ClientId -Secret $_.Credential -Vault Local }
                $live = Get-TenantSecretTable $tenant
                $good = @($rotatable | Where-Object { (ConvertTo-Text (Get-Secret -Name $_.ClientId -Vault Local).Password) -ceq $live[$_.ClientId] })
                "all: $($good.Count -eq $rotatable.Count)"

                try {
                    $billing | Invoke-Auth0SecretRotation -AsCredential -Confirm:$false | Set-Secret -Name billing -Vault Nowhere
                    'failing: False'
                }
                catch {
                    $unsaved = Get-Auth0SecretRotationHistory -Unsaved | Where-Object ClientId -EQ $billing.ClientId
                    "failing: $((ConvertTo-Text $unsaved.Credential.Password) -ceq (Get-TenantSecret $tenant $billing.ClientId))"
                }
'@
        }
    }

    BeforeEach {
        if ($missing) {
            Set-ItResult -Skipped -Because "$($missing -join ' and ') is not installed"
        }
    }

    It 'pipes a credential into Set-Secret as it is' {
        $run.Error | Should -BeNullOrEmpty
        $run.Output | Should -Match 'one: True True'
    }

    It 'stores each of many as it comes' {
        $run.Output | Should -Match 'all: True'
    }

    It 'keeps the secret that a failing Set-Secret did not take, and says so' {
        $run.Output | Should -Match 'failing: True'
        $run.Flat | Should -Match 'WARNING: The pipeline ended early: 1 new client secret.*Get-Auth0SecretRotationHistory -Unsaved'
    }
}
