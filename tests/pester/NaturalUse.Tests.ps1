BeforeDiscovery {
    . $PSScriptRoot/support/Vaults.ps1
    $obstacle = Get-VaultTestObstacle
}

# What people type and pipe who have a list, a name or a file, and no object of the module at hand.
Describe 'Natural use' -Skip:([bool]$obstacle) {
    BeforeAll {
        . $PSScriptRoot/support/Process.ps1
        . $PSScriptRoot/support/RotationScene.ps1
        $script:told = Invoke-RotationScene -ApplicationCount 12 -Seconds 600 -Script @'
            function Test-Use([string] $Name, [scriptblock] $Script) {
                $Error.Clear()
                $results = @()
                try {
                    $results = @(. $Script 2>$null)
                }
                catch {
                    # It is among the errors already.
                }
                $told[$Name] = @($results | ForEach-Object { "$_" }; Get-Told $Error.Where{ $_ -is [System.Management.Automation.ErrorRecord] } | ForEach-Object { "ERROR $_" })
            }
            function Clear-Rotation {
                Get-Auth0SecretRotation | Remove-Auth0SecretRotation -Confirm:$false
            }
            $list = @"
ClientId
$($one.ClientId)
$($two.ClientId)
"@
            $named = @"
ClientId,Name
$($one.ClientId),"$($one.Name)"
$($two.ClientId),"$($two.Name)"
"@
            $slug = $one.Name.ToLowerInvariant() -replace '[^a-z0-9]+', '-' -replace '^-|-$'

            # Lists of applications.
            Test-Use 'CSV of client ids to Invoke-' { $list | ConvertFrom-Csv | Invoke-Auth0SecretRotation -Connection demo -Confirm:$false | ForEach-Object { "$($_.Status) $($_.Vault)" } }
            Test-Use 'CSV of client ids and names to Invoke-' { $named | ConvertFrom-Csv | Invoke-Auth0SecretRotation -Connection demo -Confirm:$false | ForEach-Object { "$($_.Status) $($_.Vault)" } }
            Test-Use 'JSON of client ids and names to Invoke-' { $named | ConvertFrom-Csv | ConvertTo-Json | ConvertFrom-Json | Invoke-Auth0SecretRotation -Connection demo -Confirm:$false | ForEach-Object { "$($_.Status)" } }
            Test-Use 'exported applications to Invoke-' { $one | ConvertTo-Csv | ConvertFrom-Csv | Invoke-Auth0SecretRotation -Confirm:$false | ForEach-Object { "$($_.Status) $($_.ClientId -ceq $one.ClientId)" } }
            Test-Use 'CSV of client ids to New-' { $list | ConvertFrom-Csv | New-Auth0SecretRotation -Connection demo -Vault Prod | ForEach-Object ClientId; Clear-Rotation }
            $told.twoIds = @($one.ClientId, $two.ClientId)
            Test-Use 'CSV of client ids and names to New-' { $named | ConvertFrom-Csv | New-Auth0SecretRotation -Connection demo -Vault Prod | Select-Object -First 1 | ForEach-Object { $_.Name -ceq $slug }; Clear-Rotation }
            Test-Use 'a name that is one of a rotation to New-' { [pscustomobject]@{ ClientId = $one.ClientId; Name = 'my-own'; Vault = 'Prod'; Connection = 'demo' } | New-Auth0SecretRotation; Clear-Rotation }
            Test-Use 'a connection''s name beside applications to New-' { Get-Auth0Application -Connection demo -ClientId $one.ClientId | New-Auth0SecretRotation -Vault Prod -Connection demo | ForEach-Object { "$($_.Connection) $($_.Name -ceq $slug)" }; Clear-Rotation }
            Test-Use 'a default connection beside applications' {
                $global:PSDefaultParameterValues['*-Auth0*:Connection'] = 'demo'
                Get-Auth0Application -ClientId $one.ClientId | New-Auth0SecretRotation -Vault Prod | ForEach-Object { "$($_.Connection) $($_.Name -ceq $slug)" }
                Get-Auth0SecretRotation | Invoke-Auth0SecretRotation -Confirm:$false | ForEach-Object { "$($_.Status) $($_.Vault)" }
                Invoke-Auth0SecretRotation $slug -Confirm:$false | ForEach-Object { "$($_.Status) $($_.Vault)" }
                Get-Auth0Connection demo | Test-Auth0Connection -Quiet
                $global:PSDefaultParameterValues.Clear()
                Clear-Rotation
            }
            $box = Start-Auth0Sandbox -ApplicationCount 1 | New-Auth0Connection box
            Test-Use 'a connection of another tenant beside applications' { $one | New-Auth0SecretRotation -Vault Prod -Connection box; $one | Invoke-Auth0SecretRotation -Connection box -Confirm:$false }
            $box | Remove-Auth0Connection

            # Names, as text and as a property.
            Test-Use 'a name to Get-Auth0Application' { ($one.Name | Get-Auth0Application -Connection demo).ClientId -ccontains $one.ClientId; ($one.Name | Get-Auth0Application).ClientId -ccontains $one.ClientId; ([pscustomobject]@{ Name = $one.Name } | Get-Auth0Application).ClientId -ccontains $one.ClientId }
            $null = $one | New-Auth0SecretRotation x -Vault Prod
            $null = $two | New-Auth0SecretRotation y -Vault Prod
            Test-Use 'names to Test-' { 'x', 'y' | Test-Auth0SecretRotation -Quiet; [pscustomobject]@{ Name = 'x' } | Test-Auth0SecretRotation -Quiet }
            Test-Use 'names to Set-' { 'x', 'y' | Set-Auth0SecretRotation -RotationInterval 7 | ForEach-Object RotationInterval; [pscustomobject]@{ Name = 'x' } | Set-Auth0SecretRotation -RotationInterval 8 | ForEach-Object RotationInterval }
            Test-Use 'names to Invoke-' { 'x', 'y' | Invoke-Auth0SecretRotation -Confirm:$false | ForEach-Object Vault; [pscustomobject]@{ Name = 'x' } | Invoke-Auth0SecretRotation -Confirm:$false | ForEach-Object { "$($_.Name) $($_.Vault)" } }
            Test-Use 'names to Get-' { 'x' | Get-Auth0SecretRotation; [pscustomobject]@{ Name = 'y' } | Get-Auth0SecretRotation; ('x' | Get-Auth0SecretRotationHistory).Count -gt 0 }
            Test-Use 'a rotation''s name and client id to Invoke-' { Get-Auth0SecretRotation x | Select-Object Name, ClientId | Invoke-Auth0SecretRotation -Confirm:$false | ForEach-Object { "$($_.Name) $($_.Vault)" } }
            Test-Use 'a rotation''s name beside another client id' { [pscustomobject]@{ Name = 'x'; ClientId = $three.ClientId } | Invoke-Auth0SecretRotation -Connection demo -Confirm:$false | ForEach-Object { "$($_.ClientId -ceq $three.ClientId) $($_.Vault)" } }
            Test-Use 'a rotation through another connection' { Invoke-Auth0SecretRotation x -Connection nobody -Confirm:$false; Invoke-Auth0SecretRotation x, '*' -Connection demo -Confirm:$false | ForEach-Object Name | Sort-Object }
            Test-Use 'what has nothing of the kind' { [pscustomobject]@{ Foo = 1 } | Invoke-Auth0SecretRotation -Confirm:$false; @{ Foo = 1 } | Remove-Auth0SecretRotation -Confirm:$false; Get-Auth0SecretRotation | ForEach-Object Name }
            Test-Use 'names to Remove-' { 'x' | Remove-Auth0SecretRotation -Confirm:$false; [pscustomobject]@{ Name = 'y' } | Remove-Auth0SecretRotation -Confirm:$false; @(Get-Auth0SecretRotation).Count }
            Test-Use 'names of connections' { 'demo' | Set-Auth0Connection -Description a -SkipTest | ForEach-Object Description; [pscustomobject]@{ Name = 'demo'; Description = 'b' } | Set-Auth0Connection -SkipTest | ForEach-Object Description; 'no-one' | Remove-Auth0Connection; 'demo' | Test-Auth0Connection -Quiet }

            # JSON of what Get- shows makes the same again.
            $shape = { "$($_.Name)|$($_.Connection)|$($_.ClientId)|$($_.Vault)|$($_.SecretsMapping)|$($_.RotateAtUtc.ToString('HH:mm'))|$($_.AutoRotation)|$($_.CredentialType)|$($_.Overlap)|$($_.KeyAlgorithm)|$($_.RotationInterval)|$($_.Description)|$($_.Environment)|$($_.SecretPath)" }
            $null = $one | New-Auth0SecretRotation -Vault Prod -RotateAtUtc 03:30 -RotationInterval 14 -NoAutoRotation -Description 'made again'
            $null = $two | New-Auth0SecretRotation keyed -Vault Prod -CredentialType PrivateKeyJwt -Overlap 2.00:00:00 -KeyAlgorithm PS256
            $null = $three | New-Auth0SecretRotation mapped -Vault Prod -SecretsMapping @{ Credential = '{environment}-c{path}' } -Environment prod -SecretPath /a
            $json = Get-Auth0SecretRotation | ConvertTo-Json
            $told.shapes = @(Get-Auth0SecretRotation | ForEach-Object $shape)
            Clear-Rotation
            Test-Use 'rotations as JSON text' { $json | Import-Auth0SecretRotation | ForEach-Object $shape; Clear-Rotation }
            Test-Use 'rotations as JSON objects' { $json | ConvertFrom-Json | Import-Auth0SecretRotation -Vault Prod -Connection demo | ForEach-Object $shape; Clear-Rotation }
            Test-Use 'rotations as JSON objects to New-' { $json | ConvertFrom-Json | New-Auth0SecretRotation | ForEach-Object $shape }
            $kept = @(Get-Auth0SecretRotation)
            Clear-Rotation
            Test-Use 'rotations themselves' { $kept | Import-Auth0SecretRotation | ForEach-Object $shape; Clear-Rotation; $kept | New-Auth0SecretRotation | ForEach-Object $shape; Clear-Rotation }
            Set-Secret -Name own -Vault Prod -Secret "$($tenant.ClientSecret)`n"
            $kept = @(New-Auth0Connection vaulted -Domain $tenant.Domain -ClientId $tenant.ClientId -Vault Prod -SecretName own -Scope read:clients, update:client_keys -Description kept)
            $json = $kept | ConvertTo-Json
            $kept | Remove-Auth0Connection
            Test-Use 'connections as JSON text' { $json | Import-Auth0Connection | ForEach-Object { "$($_.Name) $($_.SecretReference) $($_.Scope) $($_.Description)" }; Remove-Auth0Connection vaulted }
            Test-Use 'connections as JSON objects' { $json | ConvertFrom-Json | Import-Auth0Connection | ForEach-Object { "$($_.Name) $($_.SecretReference) $($_.Scope) $($_.Description)" }; Remove-Auth0Connection vaulted }
            Test-Use 'connections themselves' { $kept | Import-Auth0Connection | ForEach-Object { "$($_.Name) $($_.SecretReference) $($_.Scope) $($_.Description)" } }
            Test-Use 'a connection of a process as JSON' { $text = Get-Auth0Connection demo | ConvertTo-Json; ($text -replace '"demo"', '"again"') | Import-Auth0Connection }

            # Two applications of one name, ad hoc into a vault.
            $same = @(foreach ($application in $applications[3..5]) { $null = Invoke-Tenant $tenant "clients/$($application.ClientId)" -Method Patch -Body @{ name = 'Twin App' }; $application.ClientId })
            $twins = @(Get-Auth0Application 'Twin App' -Connection demo)
            $first = @($twins | Invoke-Auth0SecretRotation -Vault Prod -Confirm:$false)
            $names = @{}
            $first | ForEach-Object { $names[$_.ClientId] = $_.SecretNames -join ' ' }
            $told.twins = @($first | ForEach-Object { "$($_.Status)" })
            $told.twinNames = @($twins | ForEach-Object { $names[$_.ClientId] -ceq ($_.ClientId -ceq $twins[0].ClientId ? 'twin-app-client-id twin-app-client-secret' : "$($_.ClientId.ToLowerInvariant())-client-id $($_.ClientId.ToLowerInvariant())-client-secret") })
            [array]::Reverse($twins)
            $again = @($twins | Invoke-Auth0SecretRotation -Vault Prod -Confirm:$false)
            $told.twinsAgain = @($again | ForEach-Object { "$($_.Status) $(($_.SecretNames -join ' ') -ceq $names[$_.ClientId])" })
            Remove-Item (Join-Path $env:AUTH0PS_HOME journal) -Recurse -Force
            $told.twinsWithoutJournal = @(Invoke-Auth0SecretRotation -ClientId $same -Connection demo -Vault Prod -Confirm:$false | ForEach-Object { "$($_.Status) $(($_.SecretNames -join ' ') -ceq $names[$_.ClientId])" })
            $told.twinSecrets = @($twins | ForEach-Object { (Get-VaultText (@($names[$_.ClientId] -split ' ')[1])) -ceq (Get-TenantSecret $tenant $_.ClientId) })

            # What is said, and shown.
            $warnings = @()
            $null = $one | New-Auth0SecretRotation a-rotation-with-a-name-of-forty-signs-or -Vault Prod -NoAdopt -WarningVariable +warnings -WarningAction SilentlyContinue
            $told.nothingYet = "$warnings"
            $warnings = @()
            $null = $two | New-Auth0SecretRotation now -Vault Prod -RotateNow -Confirm:$false -WarningVariable +warnings -WarningAction SilentlyContinue
            $told.nowSaid = "$warnings"
            $told.table = Get-Auth0SecretRotation | Out-String -Width 140
            Set-TenantFault $tenant @{ method = 'PATCH'; path = "/api/v2/clients/$($two.ClientId)"; times = 9; action = 'status'; status = 400; body = '{"statusCode":400,"error":"Bad Request","message":"no","errorCode":"invalid_body"}' }
            $null = Invoke-Auth0SecretRotation now -Confirm:$false -ErrorAction SilentlyContinue
            Set-TenantFault $tenant
            $told.failed = "$((Get-Auth0SecretRotation now).State) $((Get-Auth0SecretRotation -State Failed).Name)"
            $told.failedTable = Get-Auth0SecretRotation now | Out-String -Width 140
            $told.own = @(try { Invoke-Auth0SecretRotation -Connection vaulted -ClientId $tenant.ClientId -Confirm:$false -ErrorAction Stop } catch { $_.ErrorDetails.RecommendedAction })[-1]
            $told.newName = @(try { Set-Auth0SecretRotation now -NewName 'Not A Name' -ErrorAction Stop } catch { $_.ErrorDetails.RecommendedAction }; try { Set-Auth0SecretRotation now -NewName a-rotation-with-a-name-of-forty-signs-or -ErrorAction Stop } catch { $_.ErrorDetails.RecommendedAction }
                try { Set-Auth0Connection demo -NewName 'Not A Name' -ErrorAction Stop } catch { $_.ErrorDetails.RecommendedAction }; try { Set-Auth0Connection demo -NewName vaulted -ErrorAction Stop } catch { $_.ErrorDetails.RecommendedAction })

            # Nobody can be asked here: it is said before anything is done, once.
            $count = Get-TenantRequestCount $tenant
            Test-Use 'unasked Invoke-' { $one, $two | Invoke-Auth0SecretRotation; Invoke-Auth0SecretRotation now; Invoke-Auth0SecretRotation -Connection demo -ClientId $one.ClientId -Vault Prod }
            Test-Use 'unasked New-' { $three | New-Auth0SecretRotation third -Vault Prod -RotateNow; Get-Auth0SecretRotation third* }
            Test-Use 'unasked Remove-' { Remove-Auth0SecretRotation now -Revoke; Get-Auth0SecretRotation now }
            Test-Use 'unasked Remove-Auth0Connection' { Remove-Auth0Connection vaulted -Confirm; Get-Auth0Connection vaulted }
            $told.unaskedRequests = (Get-TenantRequestCount $tenant) - $count
            $told.unasked = @(try { Invoke-Auth0SecretRotation now -ErrorAction Stop } catch { "$_ $($_.ErrorDetails.RecommendedAction) $($_.CategoryInfo.Category)" })[-1]
'@
        if (-not $told) {
            throw 'The scene told nothing.'
        }
    }

    It 'has <Use>' -ForEach @(
        @{ Use = 'CSV of client ids to Invoke-'; Says = 'Succeeded ', 'Succeeded ' }
        @{ Use = 'CSV of client ids and names to Invoke-'; Says = 'Succeeded ', 'Succeeded ' }
        @{ Use = 'JSON of client ids and names to Invoke-'; Says = 'Succeeded', 'Succeeded' }
        @{ Use = 'exported applications to Invoke-'; Says = 'Succeeded True' }
        @{ Use = 'CSV of client ids and names to New-'; Says = 'True' }
        @{ Use = 'a name that is one of a rotation to New-'; Says = 'my-own' }
        @{ Use = 'a connection''s name beside applications to New-'; Says = 'demo True' }
        @{ Use = 'a default connection beside applications'; Says = 'demo True', 'Succeeded Prod', 'Succeeded Prod', 'True' }
        @{ Use = 'a connection of another tenant beside applications'; Says = 'ERROR InvalidArgument *', 'ERROR InvalidArgument *' }
        @{ Use = 'a name to Get-Auth0Application'; Says = 'True', 'True', 'True' }
        @{ Use = 'names to Test-'; Says = 'True', 'True', 'True' }
        @{ Use = 'names to Set-'; Says = '7', '7', '8' }
        @{ Use = 'names to Invoke-'; Says = 'Prod', 'Prod', 'x Prod' }
        @{ Use = 'names to Get-'; Says = 'x', 'y', 'True' }
        @{ Use = 'a rotation''s name and client id to Invoke-'; Says = 'x Prod' }
        @{ Use = 'a rotation''s name beside another client id'; Says = 'True ' }
        @{ Use = 'a rotation through another connection'; Says = 'ERROR ConnectionNotFound nobody' }
        @{ Use = 'what has nothing of the kind'; Says = 'x', 'y', 'ERROR InputObjectNotBound *', 'ERROR InputObjectNotBound *' }
        @{ Use = 'names to Remove-'; Says = '0' }
        @{ Use = 'names of connections'; Says = 'a', 'b', 'True', 'ERROR ConnectionNotFound no-one' }
        @{ Use = 'connections as JSON text'; Says = 'vaulted own in vault Prod read:clients update:client_keys kept' }
        @{ Use = 'connections as JSON objects'; Says = 'vaulted own in vault Prod read:clients update:client_keys kept' }
        @{ Use = 'connections themselves'; Says = 'vaulted own in vault Prod read:clients update:client_keys kept' }
        @{ Use = 'a connection of a process as JSON'; Says = 'ERROR InvalidImport again' }
        @{ Use = 'unasked Invoke-'; Says = 'ERROR ConfirmationRequired ', 'ERROR ConfirmationRequired ', 'ERROR ConfirmationRequired ' }
        @{ Use = 'unasked New-'; Says = 'ERROR ConfirmationRequired ' }
        @{ Use = 'unasked Remove-'; Says = 'now', 'ERROR ConfirmationRequired ' }
        @{ Use = 'unasked Remove-Auth0Connection'; Says = 'vaulted', 'ERROR ConfirmationRequired ' }
    ) {
        $said = @($told[$Use])
        $said.Count | Should -Be @($Says).Count -Because "it said: $said"
        for ($i = 0; $i -lt $said.Count; $i++) {
            $said[$i] | Should -BeLike @($Says)[$i]
        }
    }

    It 'makes rotations of a CSV of client ids' {
        $told['CSV of client ids to New-'] | Should -Be $told.twoIds
    }

    It 'makes of JSON what it was made of: <_>' -ForEach 'rotations as JSON text', 'rotations as JSON objects', 'rotations as JSON objects to New-' {
        $told.shapes.Count | Should -Be 3
        $told[$_] | Should -Be $told.shapes
    }

    It 'makes rotations again from themselves' {
        $told['rotations themselves'] | Should -Be ($told.shapes + $told.shapes)
    }

    It 'names entries of applications that share a name after their client ids, the same way each time' {
        $told.twins | Should -Be 'Succeeded', 'Succeeded', 'Succeeded'
        $told.twinNames | Should -Be $true, $true, $true
        $told.twinsAgain | Should -Be 'Succeeded True', 'Succeeded True', 'Succeeded True'
        $told.twinsWithoutJournal | Should -Be 'Succeeded True', 'Succeeded True', 'Succeeded True'
        $told.twinSecrets | Should -Be $true, $true, $true
    }

    It 'says that nothing is in the vault yet, and how to have it there' {
        $told.nothingYet | Should -Match 'Nothing is in the vault until .*20\d\d-.*UTC.*Invoke-Auth0SecretRotation a-rotation.*-RotateNow'
        $told.nowSaid | Should -Not -Match 'Nothing is in the vault'
    }

    It 'shows names in full, vault, application, last status, and the days that are left as they were given' {
        $told.table | Should -Match 'Name +State +Age +Next +Vault +Connection +Application +Last'
        $told.table | Should -Match 'a-rotation-with-a-name-of-forty-signs-or +Never +in 30 days +Prod +demo'
        $told.table | Should -Match '(?m)^now +UpToDate .*Succeeded *\r?$'
        $told.failed | Should -Be 'Failed now'
        $told.failedTable | Should -Match '(?m)^now +Failed .*Failed *\r?$'
    }

    It 'says of the connection''s own application where its secret is and what to add' {
        $told.own | Should -Match "from entry 'own' in vault 'Prod'.*-Vault NAME"
        $told.own | Should -Not -Match 'process'
    }

    It 'names the parameter that a bad new name came with' {
        $told.newName.Count | Should -Be 4
        $told.newName | ForEach-Object { $_ | Should -MatchExactly '-NewName' }
    }

    It 'says what to add where nobody can be asked, before anything is sent' {
        $told.unaskedRequests | Should -Be 0
        $told.unasked | Should -Match 'NonInteractive.*-Confirm:\$false.*-WhatIf.*InvalidOperation'
    }
}
