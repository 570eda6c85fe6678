Describe 'Invoke-Auth0RestMethod' {
    BeforeAll {
        $script:sandbox = Start-Auth0Sandbox -ApplicationCount 230 -RateLimit none
        $script:connection = $sandbox | New-Auth0Connection -Name rest-method -WarningAction Ignore
        $script:app = $sandbox.Applications[0].ClientId
        $PSDefaultParameterValues['Invoke-Auth0RestMethod:Connection'] = $connection

        # The errors of a call that writes no object.
        function Get-Failure([hashtable] $Call) {
            Invoke-Auth0RestMethod @Call -ErrorVariable problem -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
            $problem
        }
    }

    AfterAll {
        $PSDefaultParameterValues.Remove('Invoke-Auth0RestMethod:Connection')
        $connection | Remove-Auth0Connection
        $sandbox | Stop-Auth0Sandbox
    }

    Context 'Reading' {
        It 'writes the objects of a list one by one' {
            $clients = @(Invoke-Auth0RestMethod clients -Query @{ per_page = 3; fields = 'client_id', 'name' })
            $clients.Count | Should -Be 3
            $clients[0].PSObject.Properties.Name | Sort-Object | Should -Be @('client_id', 'name')
            $clients[0] | Should -BeOfType ([pscustomobject])
        }

        It 'writes a list with totals as the object it is' {
            $page = Invoke-Auth0RestMethod clients -Query @{ per_page = 2; include_totals = $true }
            $page.total | Should -Be 233
            $page.clients.Count | Should -Be 2
        }

        It 'follows every page with -All' {
            $ids = (Invoke-Auth0RestMethod clients -All).client_id
            $ids.Count | Should -Be 233
            ($ids | Sort-Object -Unique).Count | Should -Be 233
            @(Invoke-Auth0RestMethod organizations -All -Query @{ sort = 'name:1' }).Count | Should -BeGreaterThan 2
        }

        It 'asks for no page more than the pipeline wants' {
            $said = Invoke-Auth0RestMethod clients -All -Query @{ take = 10 } -Verbose 4>&1 | Select-Object -First 12
            @($said | Where-Object { $_ -is [System.Management.Automation.VerboseRecord] }).Count | Should -BeLessOrEqual 2
        }

        It 'reads one object, by any spelling of its path' {
            foreach ($path in "clients/$app", "/clients/$app", "/api/v2/clients/$app", "clients/${app}?fields=client_id") {
                (Invoke-Auth0RestMethod $path).client_id | Should -Be $app -Because $path
            }
        }

        It 'keeps times as text and numbers as numbers' {
            $settings = Invoke-Auth0RestMethod tenants/settings
            $settings.session_lifetime | Should -BeOfType ([long])
            $settings.mtls.enable_endpoint_aliases | Should -BeOfType ([bool])
            $key = Invoke-Auth0RestMethod keys/signing | Where-Object current
            $key.current_since | Should -BeOfType ([string])
        }

        It 'never asks a question' {
            $before = $ConfirmPreference
            $ConfirmPreference = 'Low'
            try {
                (Invoke-Auth0RestMethod "clients/$app").client_id | Should -Be $app
            }
            finally {
                $ConfirmPreference = $before
            }
        }

        It 'takes connections from the pipeline, by name or as objects' {
            $PSDefaultParameterValues.Remove('Invoke-Auth0RestMethod:Connection')
            try {
                ($connection | Invoke-Auth0RestMethod tenants/settings).friendly_name | Should -Be 'Auth0Ps Sandbox'
                ('rest-method' | Invoke-Auth0RestMethod tenants/settings).friendly_name | Should -Be 'Auth0Ps Sandbox'
            }
            finally {
                $PSDefaultParameterValues['Invoke-Auth0RestMethod:Connection'] = $connection
            }
        }
    }

    Context 'Secrets' {
        It 'come as SecureString in lists and single objects' {
            (Invoke-Auth0RestMethod "clients/$app").client_secret | Should -BeOfType ([securestring])
            (Invoke-Auth0RestMethod clients -Query @{ per_page = 5 }).client_secret | Should -BeOfType ([securestring])
            $created = Invoke-Auth0RestMethod clients -Method POST -Body @{ name = 'with keys'; app_type = 'non_interactive' }
            $created.signing_keys[0].key | Should -BeOfType ([securestring])
            $created.signing_keys[0].cert | Should -BeOfType ([string])
            $created.refresh_token.rotation_type | Should -BeOfType ([string])
        }

        It 'come as text with -AsPlainText' {
            $text = (Invoke-Auth0RestMethod "clients/$app" -AsPlainText).client_secret
            $text | Should -BeOfType ([string])
            $text | Should -Be (ConvertFrom-SecureString (Invoke-Auth0RestMethod "clients/$app").client_secret -AsPlainText)
        }

        It 'are not shown by anything that shows the object' {
            $text = (Invoke-Auth0RestMethod "clients/$app" -AsPlainText).client_secret
            $object = Invoke-Auth0RestMethod "clients/$app" -Verbose 4>&1
            $shown = ($object | Out-String), ($object | Format-List * | Out-String -Width 500), ($object | ConvertTo-Json -Depth 9), ($object | ConvertTo-Csv | Out-String)
            $shown -join '' | Should -Not -Match ([regex]::Escape($text))
        }

        It 'go into a body from a SecureString' {
            $secret = [securestring]::new()
            'q"\ é+' + 'x' * 40 | ForEach-Object { $_.ToCharArray() } | ForEach-Object { $secret.AppendChar($_) }
            $null = Invoke-Auth0RestMethod "clients/$app" -Method PATCH -Body @{ client_secret = $secret }
            (Invoke-Auth0RestMethod "clients/$app" -AsPlainText).client_secret | Should -Be (ConvertFrom-SecureString $secret -AsPlainText)
        }
    }

    Context 'Names that PowerShell cannot have' {
        It 'get a number, and no value is lost' {
            $json = '{"client_metadata":{"Plan":"a","plan":"b","PLAN":"c","psobject":"d","pstypenames":"e","Count":"f"}}'
            $metadata = (Invoke-Auth0RestMethod "clients/$app" -Method PATCH -Body $json).client_metadata
            $metadata.Plan, $metadata.plan_2, $metadata.PLAN_3, $metadata.psobject_2, $metadata.pstypenames_2, $metadata.Count | Should -Be @('a', 'b', 'c', 'd', 'e', 'f')
        }
    }

    Context 'Changing' {
        It 'creates, changes and deletes' {
            $created = Invoke-Auth0RestMethod organizations -Method POST -Body ([ordered]@{ name = 'rest-org'; display_name = 'Rest' })
            (Invoke-Auth0RestMethod "organizations/$($created.id)" -Method patch -Body '{"display_name":"Changed"}').display_name | Should -Be 'Changed'
            Invoke-Auth0RestMethod "organizations/$($created.id)" -Method DELETE | Should -BeNullOrEmpty
            (Get-Failure { Invoke-Auth0RestMethod "organizations/$($created.id)" })[0].FullyQualifiedErrorId | Should -BeLike 'Auth0Ps.NotFound,*'
        }

        It 'sends custom objects, instances of classes, enumeration values and lists' {
            $class = & {
                class RestMetadata { [string] $Tier = 'gold'; [string] $Level = [System.DayOfWeek]::Friday }
                [RestMetadata]::new()
            }
            $body = [pscustomobject]@{ client_metadata = $class; description = [System.DayOfWeek]::Monday; callbacks = @('https://a.example/', 'https://b.example/') }
            $changed = Invoke-Auth0RestMethod "clients/$app" -Method PATCH -Body $body
            $changed.client_metadata.Tier, $changed.client_metadata.Level, $changed.description | Should -Be @('gold', 'Friday', 'Monday')
            $changed.callbacks | Should -Be @('https://a.example/', 'https://b.example/')
        }

        It 'sends the JSON of a file, read in whole or by lines' {
            $file = Join-Path $TestDrive 'body.json'
            Set-Content $file "{`n  `"description`": `"from a file`"`n}"
            (Invoke-Auth0RestMethod "clients/$app" -Method PATCH -Body (Get-Content $file -Raw)).description | Should -Be 'from a file'
            (Invoke-Auth0RestMethod "clients/$app" -Method PATCH -Body (Get-Content $file)).description | Should -Be 'from a file'
        }

        It 'sends part of what was read back' {
            $read = Invoke-Auth0RestMethod "clients/$app"
            (Invoke-Auth0RestMethod "clients/$app" -Method PATCH -Body ($read | Select-Object name, client_secret, jwt_configuration)).name | Should -Be $read.name
        }

        It 'sends nothing with -WhatIf' {
            $before = (Invoke-Auth0RestMethod clients -Query @{ per_page = 1; include_totals = $true }).total
            foreach ($method in 'POST', 'PATCH', 'PUT', 'DELETE') {
                $said = Invoke-Auth0RestMethod "clients/$app" -Method $method -WhatIf -Verbose 4>&1
                $said | Where-Object { "$_" -match '/api/v2/' } | Should -BeNullOrEmpty -Because $method
            }
            (Invoke-Auth0RestMethod clients -Query @{ per_page = 1; include_totals = $true }).total | Should -Be $before
        }

        It 'names method, path and tenant in its question' {
            $log = Join-Path $TestDrive 'transcript.txt'
            Start-Transcript $log -UseMinimalHeader | Out-Null
            try { Invoke-Auth0RestMethod "clients/$app" -Method DELETE -WhatIf } finally { Stop-Transcript | Out-Null }
            Get-Content $log -Raw | Should -Match ([regex]::Escape("DELETE clients/$app of tenant '$($connection.Domain)'"))
        }
    }

    Context 'Refusals' {
        It 'refuses a path that leads elsewhere before any request' {
            foreach ($path in 'https://evil.example/x', '//evil.example', '../oauth/token', 'clients/%2e%2e/x', 'a\b', "a`nb", 'clients#x', 'clients/', ' ') {
                $problem = Get-Failure { Invoke-Auth0RestMethod $path }
                $problem[0].FullyQualifiedErrorId | Should -BeLike 'Auth0Ps.InvalidArgument,*' -Because $path
                $problem[0].ErrorDetails.RecommendedAction | Should -Match 'clients' -Because $path
            }
        }

        It 'refuses a body that cannot be sent, and says what to do' {
            $cycle = @{}
            $cycle.self = $cycle
            $custom = [pscustomobject]@{ a = 1 }
            $custom | Add-Member self $custom
            $scripted = [pscustomobject]@{ a = 1 } | Add-Member ScriptProperty boom { throw 'bang' } -PassThru
            $credential = [pscredential]::new('x', (ConvertTo-SecureString 'hush' -AsPlainText -Force))
            $bodies = $cycle, $custom, $scripted, $credential, @{ nested = @($credential) }, (Get-Process -Id $PID), @{ code = { 1 } }, ([xml] '<a/>'), 'no json', @{ n = [double]::NaN }
            foreach ($body in $bodies) {
                $problem = Get-Failure { Invoke-Auth0RestMethod "clients/$app" -Method PATCH -Body $body }
                $problem.Count | Should -Be 1 -Because "$body"
                $problem[0].FullyQualifiedErrorId | Should -BeLike 'Auth0Ps.InvalidArgument,*' -Because "$body"
                $problem[0].ErrorDetails.RecommendedAction | Should -Not -BeNullOrEmpty -Because "$body"
                "$($problem[0])" | Should -Not -Match 'hush'
            }
        }

        It 'refuses a query that cannot be sent' {
            foreach ($value in (ConvertTo-SecureString 'hush' -AsPlainText -Force), @{ a = 1 }, { 1 }) {
                (Get-Failure { Invoke-Auth0RestMethod clients -Query @{ x = $value } })[0].FullyQualifiedErrorId | Should -BeLike 'Auth0Ps.InvalidArgument,*'
            }
        }

        It 'refuses -All for anything but GET, before it asks or sends' {
            (Get-Failure { Invoke-Auth0RestMethod "clients/$app" -Method DELETE -All })[0].FullyQualifiedErrorId | Should -BeLike 'Auth0Ps.InvalidArgument,*'
            (Invoke-Auth0RestMethod "clients/$app").client_id | Should -Be $app
        }

        It 'refuses a body for GET' {
            (Get-Failure { Invoke-Auth0RestMethod clients -Body @{ name = 'x' } })[0].FullyQualifiedErrorId | Should -BeLike 'Auth0Ps.InvalidArgument,*'
        }
    }

    Context 'Errors' {
        It 'carry status, error code, target and what to do, and end nothing' {
            $problem = $null
            $after = & { Invoke-Auth0RestMethod clients/nobody; 'went on' } -ErrorVariable problem -ErrorAction SilentlyContinue
            $after | Should -Be 'went on'
            $problem[0].FullyQualifiedErrorId | Should -BeLike 'Auth0Ps.NotFound,*'
            $problem[0].CategoryInfo.Category | Should -Be 'ObjectNotFound'
            $problem[0].TargetObject | Should -Be 'nobody'
            $problem[0].Exception.StatusCode | Should -Be 404
            $problem[0].Exception.ErrorCode | Should -Be 'inexistent_client'
            $problem[0].ErrorDetails.RecommendedAction | Should -Not -BeNullOrEmpty
        }

        It 'end the command with -ErrorAction Stop' {
            { Invoke-Auth0RestMethod clients -Method POST -Body @{ nome = 'x' } -ErrorAction Stop } | Should -Throw -ErrorId 'Auth0Ps.RequestRefused,*'
        }

        It 'end the command when the connection is unknown' {
            { Invoke-Auth0RestMethod clients -Connection nobody } | Should -Throw -ErrorId 'Auth0Ps.ConnectionNotFound,*'
        }
    }
}
