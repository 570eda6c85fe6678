BeforeDiscovery {
    . $PSScriptRoot/support/Vaults.ps1
    $obstacle = Get-VaultTestObstacle
}

# What one cmdlet writes is what the next one takes: every pipe between the module's nouns that a user would try, and its vault's.
Describe 'Pipes' -Skip:([bool]$obstacle) {
    BeforeAll {
        . $PSScriptRoot/support/Process.ps1
        . $PSScriptRoot/support/RotationScene.ps1
        $script:told = Invoke-RotationScene -ApplicationCount 12 -Script @'
            # Two connections, so that none is taken because it is the only one.
            $other = New-Auth0Connection other -Domain $tenant.Domain -ClientId $tenant.LimitedClientId -ClientSecret (New-Secret $tenant.LimitedClientSecret)
            $four, $five, $six = $applications[3..5]

            # Runs a pipe; what it wrote as text, and its errors.
            function Test-Pipe([string] $Name, [scriptblock] $Script) {
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

            # From tenants and connections.
            Test-Pipe 'sandbox to New-Auth0Connection' { (Start-Auth0Sandbox -ApplicationCount 1 | New-Auth0Connection box).Name; Get-Auth0Connection box | Remove-Auth0Connection; Stop-Auth0Sandbox }
            Test-Pipe 'connection to Test-Auth0Connection' { Get-Auth0Connection | Test-Auth0Connection -Quiet }
            Test-Pipe 'connection to Set-Auth0Connection' { (Get-Auth0Connection other | Set-Auth0Connection -Description changed -SkipTest).Description }
            Test-Pipe 'connection to Get-Auth0Connection' { (Get-Auth0Connection other | Get-Auth0Connection).Name }
            Test-Pipe 'connection to Get-Auth0AccessToken' { (Get-Auth0Connection | Get-Auth0AccessToken).TokenType }
            Test-Pipe 'connection to Get-Auth0Application' { @(Get-Auth0Connection demo | Get-Auth0Application -Name $one.Name).ClientId -ceq $one.ClientId }
            Test-Pipe 'connection to Invoke-Auth0RestMethod' { (Get-Auth0Connection demo | Invoke-Auth0RestMethod "clients/$($one.ClientId)").client_id -ceq $one.ClientId }
            Test-Pipe 'connection to New-Auth0SecretRotation' { Get-Auth0Connection demo | New-Auth0SecretRotation -ClientId $one.ClientId -Vault Prod | ForEach-Object { "$($_.Connection) $($_.ClientId -ceq $one.ClientId) $($_.Name -ne 'demo')" } }
            Test-Pipe 'only a connection to New-Auth0SecretRotation' { Get-Auth0Connection demo | New-Auth0SecretRotation -Vault Prod }
            Test-Pipe 'connection to Invoke-Auth0SecretRotation' { Get-Auth0Connection demo | Invoke-Auth0SecretRotation -ClientId $six.ClientId -Confirm:$false | ForEach-Object { "$($_.Status) $($_.ClientId -ceq $six.ClientId)" } }
            Test-Pipe 'only a connection to Invoke-Auth0SecretRotation' { Get-Auth0Connection demo | Invoke-Auth0SecretRotation -Confirm:$false }
            Test-Pipe 'connection to Get-Auth0SecretRotation' { (Get-Auth0Connection demo | Get-Auth0SecretRotation).ClientId -ceq $one.ClientId; Get-Auth0Connection other | Get-Auth0SecretRotation }
            Test-Pipe 'test to Get-Auth0AccessToken' { (Test-Auth0Connection demo | Get-Auth0AccessToken).TokenType }
            Get-Auth0SecretRotation | Remove-Auth0SecretRotation -Confirm:$false

            # From applications; their names are none of rotations, whatever they are.
            Test-Pipe 'application to Get-Auth0Application' { (Get-Auth0Application -Connection demo -ClientId $one.ClientId | Get-Auth0Application).ClientId -ceq $one.ClientId }
            Test-Pipe 'application to New-Auth0SecretRotation' { $one | New-Auth0SecretRotation a -Vault Prod | ForEach-Object { "$_ $($_.Connection)" }; $two | New-Auth0SecretRotation b -Vault Prod | ForEach-Object Name }
            Test-Pipe 'application to Get-Auth0SecretRotation' { $one, $three | Get-Auth0SecretRotation }
            Test-Pipe 'application to Test-Auth0SecretRotation' { $one | Test-Auth0SecretRotation -Quiet; $three | Test-Auth0SecretRotation }
            Test-Pipe 'application to Set-Auth0SecretRotation' { ($one | Set-Auth0SecretRotation -RotationInterval 5).RotationInterval }
            Test-Pipe 'application to Invoke-Auth0SecretRotation' { ($six | Invoke-Auth0SecretRotation -Confirm:$false).Status }
            Test-Pipe 'application to Get-Auth0SecretRotationHistory' { @($six | Get-Auth0SecretRotationHistory).Count; @($three | Get-Auth0SecretRotationHistory).Count }
            $everything = Invoke-Tenant $tenant "clients/$($four.ClientId)" -Method Patch -Body @{ name = '*' }
            Test-Pipe 'application called * to Remove-Auth0SecretRotation' { Get-Auth0Application -Connection demo -ClientId $four.ClientId | Remove-Auth0SecretRotation -Confirm:$false; @(Get-Auth0SecretRotation).Count }

            # From rotations.
            $b = Get-Auth0SecretRotation b
            Test-Pipe 'rotation to Get-Auth0SecretRotation' { $b | Get-Auth0SecretRotation }
            Test-Pipe 'rotation to Set-Auth0SecretRotation' { $b | Set-Auth0SecretRotation -Description new | ForEach-Object { "$_ $($_.Description)" } }
            Test-Pipe 'rotation to Test-Auth0SecretRotation' { $b | Test-Auth0SecretRotation -Quiet }
            Test-Pipe 'rotation to Invoke-Auth0SecretRotation' { $b | Invoke-Auth0SecretRotation -Confirm:$false | ForEach-Object { "$($_.Name) $($_.Status) $($_.Vault)" } }
            Test-Pipe 'test to Invoke-Auth0SecretRotation' { Test-Auth0SecretRotation b | Where-Object Succeeded | Invoke-Auth0SecretRotation -Confirm:$false | ForEach-Object { "$($_.Name) $($_.Status) $($_.Vault)" } }
            Test-Pipe 'test to Set-Auth0SecretRotation' { (Test-Auth0SecretRotation b | Set-Auth0SecretRotation -RotationInterval 9).RotationInterval }
            Test-Pipe 'rotation to Get-Auth0SecretRotationHistory' { @($b | Get-Auth0SecretRotationHistory).Count }
            Test-Pipe 'rotation to Get-Auth0Application' { ($b | Get-Auth0Application).ClientId -ceq $two.ClientId }
            Test-Pipe 'rotation to Get-Auth0AccessToken' { ($b | Get-Auth0AccessToken).TokenType }

            # From runs. They go back to the saved rotation, with its vault; an ad hoc one would leave the vault with a dead secret.
            $run = Invoke-Auth0SecretRotation b -Confirm:$false
            Test-Pipe 'result to Get-Auth0SecretRotation' { $run | Get-Auth0SecretRotation }
            Test-Pipe 'result to Get-Auth0SecretRotationHistory' { ($run | Get-Auth0SecretRotationHistory)[0].JobId -eq $run.JobId }
            Test-Pipe 'result to Invoke-Auth0SecretRotation' { $run | Invoke-Auth0SecretRotation -Confirm:$false | ForEach-Object { "$($_.Name) $($_.Status) $($_.Vault)" } }
            Test-Pipe 'record to Get-Auth0SecretRotation' { Get-Auth0SecretRotationHistory b | Select-Object -First 1 | Get-Auth0SecretRotation }
            Test-Pipe 'record to Invoke-Auth0SecretRotation' { Get-Auth0SecretRotationHistory b | Invoke-Auth0SecretRotation -Confirm:$false | ForEach-Object { "$($_.Name) $($_.Status) $($_.Vault)" } }
            Test-Pipe 'record of an ad hoc run to Invoke-Auth0SecretRotation' { $six | Get-Auth0SecretRotationHistory | Select-Object -First 1 | Invoke-Auth0SecretRotation -Confirm:$false }
            Set-Interruption $tenant $two.ClientId
            $open = Invoke-Auth0SecretRotation b -Confirm:$false -ErrorAction SilentlyContinue
            $told.interrupted = "$($open.Status)"
            Set-TenantFault $tenant
            Test-Pipe 'application to Resume-Auth0SecretRotation' { $one | Resume-Auth0SecretRotation -Confirm:$false }
            Test-Pipe 'result to Resume-Auth0SecretRotation' { ($open | Resume-Auth0SecretRotation -Confirm:$false).Status }
            Set-Interruption $tenant $two.ClientId
            $null = Invoke-Auth0SecretRotation b -Confirm:$false -ErrorAction SilentlyContinue
            Set-TenantFault $tenant
            Test-Pipe 'rotation to Resume-Auth0SecretRotation' { (Get-Auth0SecretRotation -State Interrupted | Resume-Auth0SecretRotation -Confirm:$false).Status }
            $told.kept = (Get-VaultText b-client-secret) -ceq (Get-TenantSecret $tenant $two.ClientId)

            # To and from a vault's own cmdlets.
            Test-Pipe 'credential to Set-Secret' { $five | Invoke-Auth0SecretRotation -AsCredential -Confirm:$false | Set-Secret -Name five -Vault Prod; (Get-Secret five -Vault Prod).GetNetworkCredential().Password -ceq (Get-TenantSecret $tenant $five.ClientId) }
            Set-Secret -Name main -Vault Prod -Secret ([pscredential]::new($tenant.ClientId, (New-Secret $tenant.ClientSecret)))
            Test-Pipe 'Get-Secret to New-Auth0Connection' { (Get-Secret main -Vault Prod | New-Auth0Connection third -Domain $tenant.Domain).ClientId -ceq $tenant.ClientId }
            Test-Pipe 'Get-Secret to Set-Auth0Connection' { (Get-Secret main -Vault Prod | Set-Auth0Connection third).Version }
            Test-Pipe 'result to New-Auth0Connection' { ($five | Invoke-Auth0SecretRotation -Confirm:$false | New-Auth0Connection fourth -Domain $tenant.Domain -SkipTest).ClientId -ceq $five.ClientId }
            Test-Pipe 'credential of another client to New-Auth0Connection' { Get-Secret main -Vault Prod | New-Auth0Connection fifth -Domain $tenant.Domain -ClientId somebody-else -SkipTest }

            # Only by property name.
            Test-Pipe 'CSV to New-Auth0SecretRotation' {
                "Name,ClientId,Connection,Vault,RotationInterval`nx,$($three.ClientId),demo,Prod,14`ny,$($six.ClientId),demo,Prod,21" | ConvertFrom-Csv | New-Auth0SecretRotation | ForEach-Object { "$($_.Name) $($_.RotationInterval) $($_.Vault)" }
            }
            Test-Pipe 'CSV to Set-Auth0SecretRotation' { "Name,RotationInterval`nx,3`ny,4" | ConvertFrom-Csv | Set-Auth0SecretRotation | ForEach-Object { "$($_.Name) $($_.RotationInterval)" } }
            Test-Pipe 'selected rotations to Test-Auth0SecretRotation' { Get-Auth0SecretRotation x, y | Select-Object Name | Test-Auth0SecretRotation -Quiet }
            Test-Pipe 'selected application to Invoke-Auth0SecretRotation' { $four | Select-Object Name, ClientId, Connection | Invoke-Auth0SecretRotation -Confirm:$false | ForEach-Object { "$($_.Status) $($_.ClientId -ceq $four.ClientId)" } }
            Test-Pipe 'CSV to New-Auth0Connection' { "Name,Domain,ClientId,Vault,SecretName`ncsv,$($tenant.Domain),$($tenant.ClientId),Prod,csv-secret" | ConvertFrom-Csv | New-Auth0Connection -ClientSecret (New-Secret $tenant.ClientSecret) | ForEach-Object { "$_ $($_.Persisted)" } }
            Test-Pipe 'selected connection to Get-Auth0AccessToken' { (Get-Auth0Connection csv | Select-Object Name | Get-Auth0AccessToken).TokenType }
            Test-Pipe 'name to Get-Auth0AccessToken' { (Get-Auth0AccessToken csv).TokenType; ('csv' | Get-Auth0AccessToken).TokenType }

            # And away with them.
            Test-Pipe 'selected rotations to Remove-Auth0SecretRotation' { Get-Auth0SecretRotation x, y | Select-Object Name | Remove-Auth0SecretRotation -Confirm:$false; @(Get-Auth0SecretRotation x*, y*).Count }
            Test-Pipe 'application to Remove-Auth0SecretRotation' { $one | Remove-Auth0SecretRotation -Confirm:$false; Get-Auth0SecretRotation }
            Test-Pipe 'rotation to Remove-Auth0SecretRotation' { Get-Auth0SecretRotation | Remove-Auth0SecretRotation -Confirm:$false; @(Get-Auth0SecretRotation).Count }
            Test-Pipe 'connection to Remove-Auth0Connection' { Get-Auth0Connection | Remove-Auth0Connection; @(Get-Auth0Connection).Count }
'@
    }

    It '<Pipe>' -ForEach @(
        @{ Pipe = 'sandbox to New-Auth0Connection'; Says = 'box' }
        @{ Pipe = 'connection to Test-Auth0Connection'; Says = 'True', 'True' }
        @{ Pipe = 'connection to Set-Auth0Connection'; Says = 'changed' }
        @{ Pipe = 'connection to Get-Auth0Connection'; Says = 'other' }
        @{ Pipe = 'connection to Get-Auth0AccessToken'; Says = 'Bearer', 'Bearer' }
        @{ Pipe = 'connection to Get-Auth0Application'; Says = 'True' }
        @{ Pipe = 'connection to Invoke-Auth0RestMethod'; Says = 'True' }
        @{ Pipe = 'connection to New-Auth0SecretRotation'; Says = 'demo True True' }
        @{ Pipe = 'only a connection to New-Auth0SecretRotation'; Says = 'ERROR InvalidArgument demo' }
        @{ Pipe = 'connection to Invoke-Auth0SecretRotation'; Says = 'Succeeded True' }
        @{ Pipe = 'only a connection to Invoke-Auth0SecretRotation'; Says = 'ERROR InvalidArgument demo' }
        @{ Pipe = 'connection to Get-Auth0SecretRotation'; Says = 'True' }
        @{ Pipe = 'test to Get-Auth0AccessToken'; Says = 'Bearer' }
        @{ Pipe = 'application to Get-Auth0Application'; Says = 'True' }
        @{ Pipe = 'application to New-Auth0SecretRotation'; Says = 'a demo', 'b' }
        @{ Pipe = 'application to Get-Auth0SecretRotation'; Says = 'a' }
        @{ Pipe = 'application to Test-Auth0SecretRotation'; Says = 'True', 'ERROR RotationNotFound *' }
        @{ Pipe = 'application to Set-Auth0SecretRotation'; Says = '5' }
        @{ Pipe = 'application to Invoke-Auth0SecretRotation'; Says = 'Succeeded' }
        @{ Pipe = 'application to Get-Auth0SecretRotationHistory'; Says = '2', '0' }
        @{ Pipe = 'application called * to Remove-Auth0SecretRotation'; Says = '2', 'ERROR RotationNotFound *' }
        @{ Pipe = 'rotation to Get-Auth0SecretRotation'; Says = 'b' }
        @{ Pipe = 'rotation to Set-Auth0SecretRotation'; Says = 'b new' }
        @{ Pipe = 'rotation to Test-Auth0SecretRotation'; Says = 'True' }
        @{ Pipe = 'rotation to Invoke-Auth0SecretRotation'; Says = 'b Succeeded Prod' }
        @{ Pipe = 'test to Invoke-Auth0SecretRotation'; Says = 'b Succeeded Prod' }
        @{ Pipe = 'test to Set-Auth0SecretRotation'; Says = '9' }
        @{ Pipe = 'rotation to Get-Auth0SecretRotationHistory'; Says = '2' }
        @{ Pipe = 'rotation to Get-Auth0Application'; Says = 'True' }
        @{ Pipe = 'rotation to Get-Auth0AccessToken'; Says = 'Bearer' }
        @{ Pipe = 'result to Get-Auth0SecretRotation'; Says = 'b' }
        @{ Pipe = 'result to Get-Auth0SecretRotationHistory'; Says = 'True' }
        @{ Pipe = 'result to Invoke-Auth0SecretRotation'; Says = 'b Succeeded Prod' }
        @{ Pipe = 'record to Get-Auth0SecretRotation'; Says = 'b' }
        @{ Pipe = 'record to Invoke-Auth0SecretRotation'; Says = 'b Succeeded Prod' }
        @{ Pipe = 'record of an ad hoc run to Invoke-Auth0SecretRotation'; Says = 'ERROR RotationNotFound *' }
        @{ Pipe = 'application to Resume-Auth0SecretRotation'; Says = @() }
        @{ Pipe = 'result to Resume-Auth0SecretRotation'; Says = 'Succeeded' }
        @{ Pipe = 'rotation to Resume-Auth0SecretRotation'; Says = 'Succeeded' }
        @{ Pipe = 'credential to Set-Secret'; Says = 'True' }
        @{ Pipe = 'Get-Secret to New-Auth0Connection'; Says = 'True' }
        @{ Pipe = 'Get-Secret to Set-Auth0Connection'; Says = '2' }
        @{ Pipe = 'result to New-Auth0Connection'; Says = 'True' }
        @{ Pipe = 'credential of another client to New-Auth0Connection'; Says = 'ERROR InvalidArgument fifth' }
        @{ Pipe = 'CSV to New-Auth0SecretRotation'; Says = 'x 14 Prod', 'y 21 Prod' }
        @{ Pipe = 'CSV to Set-Auth0SecretRotation'; Says = 'x 3', 'y 4' }
        @{ Pipe = 'selected rotations to Test-Auth0SecretRotation'; Says = 'True', 'True' }
        @{ Pipe = 'selected application to Invoke-Auth0SecretRotation'; Says = 'Succeeded True' }
        @{ Pipe = 'CSV to New-Auth0Connection'; Says = 'csv True' }
        @{ Pipe = 'selected connection to Get-Auth0AccessToken'; Says = 'Bearer' }
        @{ Pipe = 'name to Get-Auth0AccessToken'; Says = 'Bearer', 'Bearer' }
        @{ Pipe = 'selected rotations to Remove-Auth0SecretRotation'; Says = '0' }
        @{ Pipe = 'application to Remove-Auth0SecretRotation'; Says = 'b' }
        @{ Pipe = 'rotation to Remove-Auth0SecretRotation'; Says = '0' }
        @{ Pipe = 'connection to Remove-Auth0Connection'; Says = '0' }
    ) {
        $said = @($told[$Pipe])
        $said.Count | Should -Be $Says.Count -Because "it said: $said"
        for ($i = 0; $i -lt $said.Count; $i++) {
            $said[$i] | Should -BeLike @($Says)[$i]
        }
    }

    It 'of interrupted rotations lead to the end with the live secret in the vault' {
        $told.interrupted | Should -Be 'Interrupted'
        $told.kept | Should -BeTrue
    }
}
