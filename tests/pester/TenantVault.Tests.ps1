BeforeDiscovery {
    . $PSScriptRoot/support/Vaults.ps1
    $obstacle = Get-VaultTestObstacle
}

Describe 'A tenant as a vault' -Skip:([bool]$obstacle) {
    BeforeAll {
        . $PSScriptRoot/support/Process.ps1

        # Everything is done in one shell, with SecretManagement's cmdlets as a user types them, and told as JSON.
        $script:run = Invoke-ChildShell @'
            $WarningPreference = 'Continue'
            Import-Module $env:AUTH0PS_MODULE
            . $env:AUTH0PS_SUPPORT/Tenant.ps1
            . $env:AUTH0PS_SUPPORT/Vaults.ps1
            $told = @{}
            # Output, errors and warnings of a step.
            function Add-Step([string] $Name, [scriptblock] $Step) {
                $all = @(& $Step *>&1)
                $errors = @($all | Where-Object { $_ -is [System.Management.Automation.ErrorRecord] })
                $told[$Name] = @{
                    Output = @($all | Where-Object { $_ -isnot [System.Management.Automation.ErrorRecord] -and $_ -isnot [System.Management.Automation.WarningRecord] })
                    Warning = @($all | Where-Object { $_ -is [System.Management.Automation.WarningRecord] } | ForEach-Object { "$_" })
                    Id = @($errors | ForEach-Object { ($_.FullyQualifiedErrorId -split ',')[0] })
                    Message = @($errors | ForEach-Object { "$_" })
                    Action = @($errors | ForEach-Object { $_.ErrorDetails.RecommendedAction })
                    Target = @($errors | ForEach-Object { "$($_.TargetObject)" })
                }
            }
            function Get-Pair($Credential) { "$($Credential.UserName):$(ConvertTo-Text $Credential.Password)" }

            $tenant = Start-TestTenant 12
            $demo = Connect-TestTenant $tenant demo
            Set-AwkwardName $tenant
            $new = [securestring]::new(); 'A-new-secret-of-my-own-making-012345'.ToCharArray() | ForEach-Object { $new.AppendChar($_) }

            # Registering imports the module anew in a runspace of SecretManagement's.
            Add-Step register {
                Register-SecretVault -Name Tenant -ModuleName $env:AUTH0PS_MODULE -VaultParameters @{ Connection = 'demo' }
                Register-SecretVault -Name Told -ModuleName $env:AUTH0PS_MODULE -VaultParameters @{ Connection = 'demo'; Metadata = $true }
                @(Get-Auth0Application -Connection demo).Count
            }
            Add-Step known { Get-SecretVault | Sort-Object Name | ForEach-Object { "$($_.Name) $($_.ModuleName)" } }
            Set-SecretVaultDefault -Name Tenant
            Add-Step default { (Get-SecretVault | Where-Object IsDefault).Name }
            Add-Step test { Test-SecretVault -Name Tenant }
            Add-Step unlock { Unlock-SecretVault -Name Tenant -Password $new }
            Add-Step info { Get-SecretInfo -Vault Tenant | ForEach-Object { "$($_.Name)|$($_.Type)|$($_.VaultName)|$($_.Metadata.Count)" } }
            Add-Step metadata { (Get-SecretInfo 'Customer Portal' -Vault Told).Metadata }
            $told.applications = @(Get-Auth0Application -Connection demo | ForEach-Object { @{ Name = $_.Name; Id = $_.ClientId; Method = $_.TokenEndpointAuthMethod; Global = $_.IsGlobal } })
            $portal = Get-Auth0Application 'Customer Portal' -Connection demo
            $live = Get-TenantSecret $tenant $portal.ClientId

            Add-Step wildcards { foreach ($filter in 'cust*', 'customer porta?', '[bc]ustomer portal', 'Admin Dashboard `[internal`]', 'Admin Dashboard [internal]', 'nobody', $portal.ClientId) { "$filter=$((Get-SecretInfo $filter -Vault Tenant).Name -join ';')" } }
            Add-Step right {
                $read = Get-Secret 'Customer Portal' -Vault Tenant
                "$($read.GetType().Name) $((Get-Pair $read) -ceq "$($portal.ClientId):$live")"
                (Get-Pair (Get-Secret 'CUSTOMER portal' -Vault Tenant)) -ceq (Get-Pair $read)
                (Get-Pair (Get-Secret $portal.ClientId -Vault Tenant)) -ceq (Get-Pair $read)
            }
            Add-Step missing { Get-Secret nobody -Vault Tenant }
            Add-Step ambiguous { Get-Secret 'Billing Service' -Vault Tenant }

            $steps = @{
                text = { Set-Secret 'Customer Portal' 'A-text-that-is-long-enough-to-be-one' -Vault Tenant }
                secure = { Set-Secret 'Customer Portal' $new -Vault Tenant }
                pair = { Set-Secret 'Customer Portal' ([pscredential]::new($portal.ClientId, $new)) -Vault Tenant }
                metadataSet = { Set-Secret 'Customer Portal' 'Another-text-that-is-long-enough-too' -Metadata @{ owner = 'me' } -Vault Tenant }
                short = { Set-Secret 'Customer Portal' 'Too-short-for-a-secret' -Vault Tenant }
                other = { Set-Secret 'Customer Portal' ([pscredential]::new('somebody', $new)) -Vault Tenant }
                table = { Set-Secret 'Customer Portal' @{ a = 'b' } -Vault Tenant }
                bytes = { Set-Secret 'Customer Portal' ([byte[]](1, 2, 3)) -Vault Tenant }
                own = { Set-Secret $demo.ClientId $new -Vault Tenant }
                unknown = { Set-Secret nobody $new -Vault Tenant }
                twice = { Set-Secret 'Billing Service' $new -Vault Tenant }
                remove = { Remove-Secret 'Customer Portal' -Vault Tenant }
                setInfo = { Set-SecretInfo 'Customer Portal' -Metadata @{ owner = 'me' } -Vault Tenant }
                whatIf = { Set-Secret 'Customer Portal' 'Never-to-be-set-whatever-comes-of-it' -Vault Tenant -WhatIf }
            }
            $told.live = @{}
            foreach ($step in $steps.Keys | Sort-Object) {
                Set-TenantSecret $tenant $portal.ClientId 'The-secret-that-was-there-before-0123456'
                Add-Step $step $steps[$step]
                $told.live[$step] = Get-TenantSecret $tenant $portal.ClientId
            }

            # This module's own vaults are no place for what it has to keep.
            Add-Step connection { New-Auth0Connection -Name kept -Domain $tenant.Domain -ClientId $tenant.ClientId -ClientSecret (New-Secret $tenant.ClientSecret) -Vault Tenant }
            Add-Step rotation { $portal | New-Auth0SecretRotation -Name portal -Vault Tenant }
            Add-Step adHoc { $portal | Invoke-Auth0SecretRotation -Vault Tenant -Confirm:$false | ForEach-Object { "$($_.Status)" } }

            Add-Step hidden { @(Get-Command Get-Secret, Set-Secret, Get-SecretInfo, Test-SecretVault, Unlock-SecretVault).Source | Sort-Object -Unique }
            Add-Step unregister { Unregister-SecretVault -Name Told; Unregister-SecretVault -Name Tenant; @(Get-SecretVault).Count; @(Get-Auth0Application -Connection demo).Count }
            '== told'
            ConvertTo-Json $told -Depth 6
'@ -Seconds 120
        $script:told = ConvertFrom-Json ($run.Output -split '== told\r?\n')[-1] -AsHashtable
    }

    It 'is registered without a disturbance to the session, as default too' {
        $run.Error | Should -BeNullOrEmpty
        $told.register.Output | Should -Be 15
        $told.register.Id | Should -BeNullOrEmpty
        $told.known.Output | Should -Be 'Tenant Auth0Ps', 'Told Auth0Ps'
        $told.default.Output | Should -Be 'Tenant'
    }

    It 'passes its test, and needs no unlocking' {
        $told.test.Output | Should -Be $true
        $told.test.Id | Should -BeNullOrEmpty
        $told.unlock.Id | Should -BeNullOrEmpty
        $told.unlock.Warning | Should -Match 'has no password'
    }

    It 'lists what has a client secret, each once, as credentials without metadata' {
        $expected = foreach ($application in $told.applications | Where-Object { -not $_.Global -and $_.Method -ne 'private_key_jwt' }) {
            $twins = @($told.applications | Where-Object Name -EQ $application.Name)
            $name = $twins.Count -gt 1 ? $application.Id : $application.Name
            "$name|PSCredential|Tenant|0"
        }
        $told.info.Id | Should -BeNullOrEmpty
        $told.info.Output | Sort-Object | Should -Be ($expected | Sort-Object)
        @($told.applications | Where-Object { $_.Name -eq 'Billing Service' }).Count | Should -BeGreaterThan 1
    }

    It 'tells metadata where that is asked for' {
        $told.metadata.Output[0].ClientId | Should -Be ($told.applications | Where-Object Name -EQ 'Customer Portal').Id
        $told.metadata.Output[0].ApplicationName | Should -Be 'Customer Portal'
        $told.metadata.Output[0].AppType | Should -Not -BeNullOrEmpty
    }

    It 'matches names with wildcards, and a client id by itself' {
        $id = ($told.applications | Where-Object Name -EQ 'Customer Portal').Id
        $told.wildcards.Output | Should -Be @(
            'cust*=Customer Portal', 'customer porta?=Customer Portal', '[bc]ustomer portal=Customer Portal'
            'Admin Dashboard `[internal`]=Admin Dashboard [internal]', 'Admin Dashboard [internal]=', 'nobody=', "$id=$id"
        )
    }

    It 'reads a credential by name in any case and by client id' {
        $told.right.Id | Should -BeNullOrEmpty
        $told.right.Output | Should -Be 'PSCredential True', $true, $true
    }

    It 'leaves it to SecretManagement to say that there is no such name' {
        $told.missing.Id | Should -Be 'GetSecretNotFound'
    }

    It 'names the client ids of a name that means several' {
        $told.ambiguous.Id[0] | Should -Be 'Auth0Ps.InvalidArgument'
        foreach ($application in $told.applications | Where-Object Name -EQ 'Billing Service') {
            $told.ambiguous.Message[0] | Should -Match $application.Id
        }
    }

    It 'sets <_>' -ForEach 'text', 'secure', 'pair', 'metadataSet' {
        $told[$_].Id | Should -BeNullOrEmpty
        $told.live[$_] | Should -BeExactly @{
            text        = 'A-text-that-is-long-enough-to-be-one'
            secure      = 'A-new-secret-of-my-own-making-012345'
            pair        = 'A-new-secret-of-my-own-making-012345'
            metadataSet = 'Another-text-that-is-long-enough-too'
        }[$_]
    }

    It 'warns that metadata is not kept' {
        $told.metadataSet.Warning | Should -Match 'metadata.*is not kept'
    }

    It 'refuses and changes nothing: <Step>' -ForEach @(
        @{ Step = 'short'; Reason = 'InvalidArgument'; Because = '22 characters' }
        @{ Step = 'other'; Reason = 'InvalidArgument'; Because = "'somebody'" }
        @{ Step = 'table'; Reason = 'InvalidArgument'; Because = 'Hashtable' }
        @{ Step = 'bytes'; Reason = 'InvalidArgument'; Because = 'Byte\[\]' }
        @{ Step = 'own'; Reason = 'ApplicationNotRotatable'; Because = "'demo' signs in as" }
        @{ Step = 'unknown'; Reason = 'ApplicationNotFound'; Because = "no application 'nobody'" }
        @{ Step = 'twice'; Reason = 'InvalidArgument'; Because = 'are called' }
        @{ Step = 'remove'; Reason = 'RequestRefused'; Because = 'is not removed' }
        @{ Step = 'setInfo'; Reason = 'RequestRefused'; Because = 'is not set' }
    ) {
        $told[$Step].Id | Should -Be "Auth0Ps.$Reason"
        $told[$Step].Message | Should -Match $Because
        $told[$Step].Action | Should -Not -BeNullOrEmpty
        $told[$Step].Target | Should -Not -BeNullOrEmpty
        $told.live[$Step] | Should -BeExactly 'The-secret-that-was-there-before-0123456'
    }

    It 'does nothing under -WhatIf' {
        $told.live.whatIf | Should -BeExactly 'The-secret-that-was-there-before-0123456'
    }

    It 'shows no secret in any message' {
        foreach ($step in $told.Values | Where-Object { $_ -is [System.Collections.IDictionary] -and $_.Contains('Message') }) {
            "$($step.Message) $($step.Action) $($step.Warning) $($step.Output)" | Should -Not -Match 'long-enough|of-my-own-making|Too-short|there-before'
        }
    }

    It 'is no place for a connection''s secret or a rotation''s: <_>' -ForEach 'connection', 'rotation', 'adHoc' {
        $told[$_].Id | Should -Be 'Auth0Ps.VaultUnavailable'
        $told[$_].Message | Should -Match "'Tenant' is this module's own"
        $told.adHoc.Output | Should -Be 'Failed'
    }

    It 'shows users only SecretManagement''s cmdlets' {
        $told.hidden.Output | Should -Be 'Microsoft.PowerShell.SecretManagement'
    }

    It 'is unregistered without a disturbance' {
        $told.unregister.Id | Should -BeNullOrEmpty
        $told.unregister.Output | Should -Be 0, 15
    }
}

Describe 'A tenant as a vault, in processes of their own' -Skip:([bool]$obstacle) {
    BeforeAll {
        . $PSScriptRoot/support/Process.ps1
        . $PSScriptRoot/support/Tenant.ps1
        $script:tenant = Start-TenantProcess '--apps', '12'
        $script:userHome = Join-Path $TestDrive "user-$([guid]::NewGuid().ToString('N'))"
        $null = New-Item $userHome -ItemType Directory

        # Shells of one user, one after the other.
        function Invoke-UserShell([string] $Script, [hashtable] $Environment = @{}, [string[]] $Option = @('-NonInteractive')) {
            $all = @{ HOME = $userHome; USERPROFILE = $userHome; AUTH0PS_HOME = (Join-Path $userHome auth0ps) }
            foreach ($name in $Environment.Keys) { $all[$name] = $Environment[$name] }
            Invoke-ChildShell $Script $all $Option -Seconds 120
        }

        $script:made = Invoke-UserShell @'
            Import-Module $env:AUTH0PS_MODULE
            . $env:AUTH0PS_SUPPORT/Vaults.ps1
            . $env:AUTH0PS_SUPPORT/Tenant.ps1
            $env:AUTH0PS_HOME = Join-Path $HOME auth0ps
            Register-TestStore
            Register-SecretVault -Name Local -ModuleName Microsoft.PowerShell.SecretStore
            Register-TestVault Plain @{ Folder = (New-Item (Join-Path $HOME plain) -ItemType Directory).FullName }
            foreach ($name in 'demo', 'second') {
                $null = New-Auth0Connection -Name $name -Domain $env:DOMAIN -ClientId $env:CLIENT_ID -ClientSecret (New-Secret $env:CLIENT_SECRET) -Vault Local
            }
            $null = New-Auth0Connection -Name fleeting -Domain $env:DOMAIN -ClientId $env:CLIENT_ID -ClientSecret (New-Secret $env:CLIENT_SECRET) -WarningAction Ignore
            $vaults = @{
                Tenant = @{ Connection = 'demo' }; Second = @{ Connection = 'second' }; Told = @{ Connection = 'demo'; Metadata = $true }
                Fleeting = @{ Connection = 'fleeting' }; Nobody = @{ Connection = 'nobody' }; Without = @{ }; Wrong = @{ Connection = 5 }; Typo = @{ Connection = 'demo'; Metdata = $true }
            }
            foreach ($vault in $vaults.Keys) {
                Register-SecretVault -Name $vault -ModuleName $env:AUTH0PS_MODULE -VaultParameters $vaults[$vault]
            }
            "here: $(Test-SecretVault Fleeting)"
'@ @{ DOMAIN = $tenant.Domain; CLIENT_ID = $tenant.ClientId; CLIENT_SECRET = $tenant.ClientSecret }
    }

    AfterAll {
        Stop-TestProcess $tenant.Process
    }

    It 'works in this process with a connection that only this process has' {
        $made.Error | Should -BeNullOrEmpty
        $made.Flat.Trim() | Should -Be 'here: True'
    }

    It 'copies every credential in one line, though the connection keeps its own secret in the vault that is written' {
        # The module is not even imported here: SecretManagement does that.
        $before = Get-TenantRequestCount $tenant
        $run = Invoke-UserShell 'Get-SecretInfo -Vault Tenant | Set-Secret -Vault Local'
        $run.Error | Should -BeNullOrEmpty
        $run.Output | Should -BeNullOrEmpty
        $requests = @(Get-TenantRequest $tenant | Select-Object -Skip $before)
        @($requests | Where-Object path -EQ '/api/v2/clients').Count | Should -Be 1 -Because 'the tenant is listed once'
        @($requests | Where-Object path -EQ '/oauth/token').Count | Should -Be 1

        $secrets = Get-TenantSecretTable $tenant
        $check = Invoke-UserShell @'
            Get-SecretInfo -Vault Local | Where-Object Type -EQ PSCredential | ForEach-Object {
                $read = Get-Secret $_.Name -Vault Local
                @{ Id = $read.UserName; Secret = $read.GetNetworkCredential().Password }
            } | ConvertTo-Json
'@
        $copies = ConvertFrom-Json $check.Output
        $copies.Count | Should -BeGreaterThan 10
        foreach ($copy in $copies) {
            $copy.Secret | Should -BeExactly $secrets[$copy.Id]
        }
    }

    It 'copies into a vault that takes no metadata, and the copies stay' {
        $run = Invoke-UserShell @'
            Get-SecretInfo -Vault Tenant -Name 'Customer*' | Set-Secret -Vault Plain
            (Get-SecretInfo -Vault Plain).Name
            (Get-Secret 'Customer Portal' -Vault Plain).UserName.Length
'@
        $run.Error | Should -BeNullOrEmpty
        $run.Line | Should -Be 'Customer Portal', '32'
    }

    It 'copies from a vault back into the tenant' {
        $run = Invoke-UserShell @'
            $portal = Get-Secret 'Customer Portal' -Vault Tenant
            $new = [System.Net.NetworkCredential]::new('', 'Made-elsewhere-and-brought-back-0123').SecurePassword
            Set-Secret 'Customer Portal' ([pscredential]::new($portal.UserName, $new)) -Vault Plain
            Get-SecretInfo -Vault Plain -Name 'Customer Portal' | Set-Secret -Vault Tenant
            $portal.UserName
'@
        $run.Error | Should -BeNullOrEmpty
        Get-TenantSecret $tenant $run.Flat.Trim() | Should -BeExactly 'Made-elsewhere-and-brought-back-0123'
    }

    It 'says in one error what is wrong with the vault, the same in its test: <Vault>' -ForEach @(
        @{ Vault = 'Fleeting'; Reason = 'ConnectionNotFound'; Because = "connection 'fleeting'"; Action = 'lives in the process that made it' }
        @{ Vault = 'Nobody'; Reason = 'ConnectionNotFound'; Because = "connection 'nobody'"; Action = 'Known here: demo, second' }
        @{ Vault = 'Without'; Reason = 'InvalidArgument'; Because = 'without the vault parameter Connection'; Action = 'Register-SecretVault -Name ''Without''' }
        @{ Vault = 'Wrong'; Reason = 'InvalidArgument'; Because = 'of the type Int64'; Action = 'Register-SecretVault -Name ''Wrong''' }
    ) {
        $run = Invoke-UserShell @'
            $said = foreach ($step in { Test-SecretVault $env:VAULT }, { Get-SecretInfo -Vault $env:VAULT }, { Set-Secret x ('x' * 40) -Vault $env:VAULT }) {
                $all = @(& $step 2>&1)
                $error0 = $all | Where-Object { $_ -is [System.Management.Automation.ErrorRecord] } | Select-Object -First 1
                @{ Output = @($all | Where-Object { $_ -is [bool] }); Id = $error0.FullyQualifiedErrorId; Message = "$error0"; Action = $error0.ErrorDetails.RecommendedAction }
            }
            ConvertTo-Json $said
'@ @{ VAULT = $Vault }
        $said = ConvertFrom-Json $run.Output
        $said[0].Output | Should -Be $false
        foreach ($step in $said) {
            $step.Id | Should -BeLike "Auth0Ps.$Reason,*"
            $step.Message | Should -Be $said[0].Message
            $step.Message | Should -Match ([regex]::Escape($Because))
            $step.Action | Should -Match ([regex]::Escape($Action))
        }
    }

    It 'warns of a vault parameter that means nothing' {
        (Invoke-UserShell 'Test-SecretVault Typo 3>&1 | ForEach-Object { "$_" }').Flat | Should -Match 'mean nothing to it: Metdata.*True'
    }

    It 'says so when the vault of the connection''s secret is locked, and asks nobody' {
        $clock = [System.Diagnostics.Stopwatch]::StartNew()
        $run = Invoke-UserShell @'
            Import-Module $env:AUTH0PS_MODULE
            . $env:AUTH0PS_SUPPORT/Vaults.ps1
            . $env:AUTH0PS_SUPPORT/Process.ps1
            $password = [System.Net.NetworkCredential]::new('', 'correct horse').SecurePassword
            Set-SecretStoreConfiguration -Authentication Password -Password $password -Interaction None -Confirm:$false
            $program, $leading = Get-ShellStart
            & $program $leading -NoProfile -NonInteractive -Command 'Get-SecretInfo -Vault Tenant -ErrorVariable problem -ErrorAction SilentlyContinue; $problem[0].FullyQualifiedErrorId; "$($problem[0])"'
            Unlock-SecretStore -Password $password
            "open: $(@(Get-SecretInfo -Vault Tenant).Count -gt 10)"
            Set-SecretStoreConfiguration -Authentication None -Password $password -Interaction None -Confirm:$false
'@
        $run.Flat | Should -Match 'Auth0Ps\.VaultLocked'
        $run.Flat | Should -Match "The vault 'Local' is locked"
        $run.Flat | Should -Match 'open: True'
        $clock.Elapsed.TotalSeconds | Should -BeLessThan 100
    }

    It 'gives up on a vault that does not answer, and works again when it does' {
        $run = Invoke-UserShell @'
            Import-Module $env:AUTH0PS_MODULE
            . $env:AUTH0PS_SUPPORT/Vaults.ps1
            . $env:AUTH0PS_SUPPORT/Tenant.ps1
            $env:AUTH0PS_HOME = Join-Path $HOME auth0ps
            $folder = (New-Item (Join-Path $HOME slow) -ItemType Directory).FullName
            Register-TestVault Slow @{ Habit = 'waitsToRead'; Folder = $folder }
            $null = New-Item (Join-Path $folder go)
            $null = New-Auth0Connection -Name slow -Domain $env:DOMAIN -ClientId $env:CLIENT_ID -ClientSecret (New-Secret $env:CLIENT_SECRET) -Vault Slow
            Register-SecretVault -Name Behind -ModuleName $env:AUTH0PS_MODULE -VaultParameters @{ Connection = 'slow' }
            # A token from the test of the connection would make the secret unnecessary.
            Set-Auth0Connection slow -Description changed | Out-Null
            Remove-Item (Join-Path $folder go)
            Set-TimeLimit VaultWork 1
            Get-SecretInfo -Vault Behind -ErrorVariable problem -ErrorAction SilentlyContinue
            "$($problem[0].FullyQualifiedErrorId) $($problem[0])"
            $null = New-Item (Join-Path $folder go)
            Set-TimeLimit VaultWork 60
            "then: $(@(Get-SecretInfo -Vault Behind).Count -gt 10)"
            Unregister-SecretVault Behind, Slow
'@ @{ DOMAIN = $tenant.Domain; CLIENT_ID = $tenant.ClientId; CLIENT_SECRET = $tenant.ClientSecret }
        $run.Error | Should -BeNullOrEmpty
        $run.Flat | Should -Match "^Auth0Ps\.VaultUnavailable,.* The vault 'Slow' did not answer within 1 seconds"
        $run.Flat | Should -Match 'then: True'
    }

    It 'is there while rotations of the same session go into the vault that has the connection''s secret' {
        $run = Invoke-UserShell @'
            Import-Module $env:AUTH0PS_MODULE
            $applications = @(Get-Auth0Application -Connection demo -Rotatable)
            $said = 0..2 | ForEach-Object -Parallel {
                Import-Module $env:AUTH0PS_MODULE
                if ($_ -eq 0) {
                    # SecretManagement itself refuses a second caller of one process; whoever is refused tries again.
                    $read = 0
                    $deadline = (Get-Date).AddSeconds(60)
                    while ($read -lt 10 -and (Get-Date) -lt $deadline) {
                        if (Get-Secret 'Customer Portal' -Vault Tenant -ErrorAction SilentlyContinue) { $read++ }
                    }
                    "read $read"
                }
                else {
                    $mine = ($using:applications)[($_ * 2)..($_ * 2 + 1)]
                    foreach ($application in $mine) {
                        Get-Auth0AccessToken -Connection demo -Force | Out-Null
                        ($application | Invoke-Auth0SecretRotation -Vault Local -Force -Confirm:$false).Status
                    }
                }
            }
            $said | Sort-Object
'@
        $run.Error | Should -BeNullOrEmpty
        $run.Line | Should -Be 'read 10', 'Succeeded', 'Succeeded', 'Succeeded', 'Succeeded'
    }

    It 'serves two vaults at once, and a look through all of them' {
        $run = Invoke-UserShell @'
            Unregister-SecretVault Fleeting, Nobody, Without, Wrong
            "$((Get-Secret 'Customer Portal' -Vault Tenant).UserName -eq (Get-Secret 'Customer Portal' -Vault Second).UserName)"
            @(Get-SecretInfo 'Customer Portal').VaultName -join ' '
            "$((Get-Secret nobody -ErrorAction SilentlyContinue -ErrorVariable problem) -eq $null) $(@($problem).Count)"
'@
        $run.Error | Should -BeNullOrEmpty
        $run.Line[0] | Should -Be 'True'
        $run.Line[1] -split ' ' | Sort-Object | Should -Be 'Local', 'Plain', 'Second', 'store', 'Tenant', 'Told', 'Typo'
        $run.Line[2] | Should -Be 'True 1'
    }
}
