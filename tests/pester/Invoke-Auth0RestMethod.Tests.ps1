Describe 'Invoke-Auth0RestMethod' {
    BeforeAll {
        . $PSScriptRoot/support/Problem.ps1
        . $PSScriptRoot/support/Process.ps1
        . $PSScriptRoot/support/Tenant.ps1
        . $PSScriptRoot/support/Worker.ps1
        . $PSScriptRoot/support/ScriptedTenant.ps1
        Clear-TestProcess
        $script:tenant = Start-TenantProcess '--apps', '230'
        $script:connection = Connect-TestTenant $tenant rest-method
        $script:app = (Find-SignInApplication $tenant).ClientId
        $PSDefaultParameterValues['Invoke-Auth0RestMethod:Connection'] = $connection

        # The errors of a call that writes no object.
        function Get-Failure([hashtable] $Call) {
            Invoke-Auth0RestMethod @Call -ErrorVariable problem -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
            $problem
        }
    }

    AfterAll {
        $PSDefaultParameterValues.Remove('Invoke-Auth0RestMethod:Connection')
        Stop-TestProcess $tenant.Process
        Clear-TestProcess
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
            $before = @(Get-TenantRequest $tenant -Path /api/v2/clients).Count
            @(Invoke-Auth0RestMethod clients -All -Query @{ take = 10 } | Select-Object -First 3).Count | Should -Be 3
            @(Get-TenantRequest $tenant -Path /api/v2/clients).Count | Should -Be ($before + 1)
            @(Invoke-Auth0RestMethod clients -All -Query @{ take = 10 } | Select-Object -First 12).Count | Should -Be 12
            @(Get-TenantRequest $tenant -Path /api/v2/clients).Count | Should -Be ($before + 3)
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
            $object = Invoke-Auth0RestMethod "clients/$app"
            $shown = ($object | Out-String), ($object | Format-List * | Out-String -Width 500), ($object | ConvertTo-Json -Depth 9), ($object | ConvertTo-Csv | Out-String)
            $shown -join '' | Should -Not -Match ([regex]::Escape($text))
        }

        It 'go into a body from a SecureString and a PSCredential' {
            $text = 'q"\ é+' + 'x' * 40
            $null = Invoke-Auth0RestMethod "clients/$app" -Method PATCH -Body @{ client_secret = New-Secret $text }
            Get-TenantSecret $tenant $app | Should -BeExactly $text
            $null = Invoke-Auth0RestMethod "clients/$app" -Method PATCH -Body ([pscustomobject]@{ client_secret = [pscredential]::new($app, (New-Secret "second $text")) })
            Get-TenantSecret $tenant $app | Should -BeExactly "second $text"
        }

        It 'are rotated by a POST without a body, which is sent once' {
            $before = Get-TenantSecret $tenant $app
            $rotated = Invoke-Auth0RestMethod "clients/$app/rotate-secret" -Method POST
            ConvertTo-Text $rotated.client_secret | Should -BeExactly (Get-TenantSecret $tenant $app)
            ConvertTo-Text $rotated.client_secret | Should -Not -Be $before
            @(Get-TenantRequest $tenant -Method POST -Path "*$app/rotate-secret").Count | Should -Be 1
        }

        It 'are in no verbose line, which have method, path, status and milliseconds' {
            $text = 'Planted-' + [guid]::NewGuid().ToString('N') + '-in-a-body'
            $said = @(Invoke-Auth0RestMethod "clients/$app" -Method PATCH -Body @{ client_secret = New-Secret $text } -Query @{ x = 'in-a-query' } -Verbose -ErrorAction SilentlyContinue 4>&1 |
                    Where-Object { $_ -is [System.Management.Automation.VerboseRecord] } | ForEach-Object { "$_" })
            $said -match '^Performing' | Should -HaveCount 1
            $said -match "^PATCH /api/v2/clients/$app \d{3} \d+ ms" | Should -HaveCount 1
            $said -join "`n" | Should -Not -Match 'Planted|in-a-query|eyJ'
        }
    }

    Context 'Whatever an API answers' {
        BeforeAll {
            $script:odd = Start-ScriptedTenant
            $script:oddConnection = New-Auth0Connection -Name odd -Domain $odd.Domain -ClientId any -ClientSecret (New-Secret any) -SkipTest -WarningAction Ignore
        }

        AfterAll {
            $oddConnection | Remove-Auth0Connection
            Stop-ScriptedTenant $odd
        }

        It 'keeps every value when names differ by case alone, are empty, or are PowerShell''s own' {
            Set-ScriptedAnswer $odd '{"Plan":"a","plan":"b","PLAN":"c","psobject":"d","pstypenames":"e","Count":"f","":"g"}'
            $object = Invoke-Auth0RestMethod things -Connection odd
            $object.Plan, $object.plan_2, $object.PLAN_3, $object.psobject_2, $object.pstypenames_2, $object.Count, $object._2 | Should -Be @('a', 'b', 'c', 'd', 'e', 'f', 'g')
        }

        It 'takes the last of several members with the same name' {
            Set-ScriptedAnswer $odd '{"a":1,"b":2,"a":{"c":3,"c":4}}'
            $object = Invoke-Auth0RestMethod things -Connection odd
            $object.PSObject.Properties.Name | Should -Be 'a', 'b'
            $object.a.c | Should -Be 4
        }

        It 'is asked with the query as it takes it' {
            $query = [ordered]@{ fields = 'client_id', 'name'; identifiers = @('a&b', 'c'); is_global = $false; flag = [switch] $true; per_page = 5; since = [datetime]::new(2024, 2, 3, 4, 5, 6, [System.DateTimeKind]::Utc); none = $null; q = 'name:"ä b"' }
            $null = Invoke-Auth0RestMethod 'things?page=1' -Connection odd -Query $query
            Get-LastScriptedCall $odd | Should -BeExactly 'GET /api/v2/things?page=1&fields=client_id%2Cname&identifiers=a%26b&identifiers=c&is_global=false&flag=true&per_page=5&since=2024-02-03T04%3A05%3A06.000Z&q=name%3A%22%C3%A4%20b%22'
        }

        It 'gives objects that can be shown, converted, selected and compared: <_>' -ForEach @(
            '{}'
            '{"Plan":1,"plan":2,"psbase":3,"psadapted":4,"psextended":5,"psobject":6,"pstypenames":7,"":8," ":9}'
            '{"Count":-1,"Length":2147483647,"Rank":3,"Item":4,"Keys":[5],"Values":[6],"GetEnumerator":7,"MoveNext":8}'
            '{"PSStandardMembers":{"DefaultDisplayPropertySet":["a"]},"DefaultDisplayPropertySet":["a"],"SerializationData":1}'
            '{"PSComputerName":null,"PSShowComputerName":true,"RunspaceId":"x","writeErrorStream":true,"PSSourceJobInstanceId":1}'
            '{"ToString":1,"GetType":2,"Equals":3,"GetHashCode":4,"*":5,"a*b":6,"[x]":7,"`":8,"$x":9,"a.b":10,"@odata":11}'
            '{"list":[[],[[]],{},[{}],null],"nothing":null,"far":1e999,"big":123456789012345678901234567890123456789,"client_secret":"s"}'
        ) {
            foreach ($json in $_, "{`"one`":$_,`"more`":[$_,$_]}") {
                Set-ScriptedAnswer $odd $json
                $object = Invoke-Auth0RestMethod things -Connection odd
                $object -is [pscustomobject] | Should -BeTrue
                $names = @($object.PSObject.Properties | ForEach-Object Name)
                $names.Count | Should -Be @([System.Text.Json.JsonDocument]::Parse($json).RootElement.EnumerateObject()).Count
                {
                    $object | Out-String
                    $object | Format-List * -Force | Out-String
                    $object | Format-Table * | Out-String
                    $object | Format-Wide | Out-String
                    $object | Format-Custom | Out-String
                    $object | ConvertTo-Json -Depth 9
                    $object | ConvertTo-Csv
                    $object | ConvertTo-Html
                    $object | Get-Member
                    $object, $object | Sort-Object | Group-Object
                    Compare-Object $object $object
                    [System.Management.Automation.PSSerializer]::Serialize($object)
                    "$object"
                } | Should -Not -Throw
                @(($object | Select-Object *).PSObject.Properties | ForEach-Object Name) | Should -Be $names
            }
        }
    }

    Context 'Changing' {
        It 'creates, changes and deletes' {
            $created = Invoke-Auth0RestMethod organizations -Method POST -Body ([ordered]@{ name = 'rest-org'; display_name = 'Rest' })
            (Invoke-Auth0RestMethod "organizations/$($created.id)" -Method patch -Body '{"display_name":"Changed"}').display_name | Should -Be 'Changed'
            Invoke-Auth0RestMethod "organizations/$($created.id)" -Method DELETE | Should -BeNullOrEmpty
            @(Get-Failure @{ Path = "organizations/$($created.id)" })[0].FullyQualifiedErrorId | Should -BeLike 'Auth0Ps.NotFound,*'
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
            $secret = Get-TenantSecret $tenant $app
            $read = Invoke-Auth0RestMethod "clients/$app"
            $null = Invoke-Auth0RestMethod "clients/$app/rotate-secret" -Method POST
            (Invoke-Auth0RestMethod "clients/$app" -Method PATCH -Body ($read | Select-Object name, client_secret, refresh_token, grant_types)).name | Should -Be $read.name
            Get-TenantSecret $tenant $app | Should -BeExactly $secret
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
            $count = Get-TenantRequestCount $tenant
            foreach ($path in 'https://evil.example/x', '//evil.example', '../oauth/token', 'clients/%2e%2e/x', 'a\b', "a`nb", 'clients#x', 'clients/', 'clients/{id}', '/\evil.example', 'clients/%2E%2e%2fx', ' ') {
                $problem = @(Get-Failure @{ Path = $path })
                $problem[0].FullyQualifiedErrorId | Should -BeLike 'Auth0Ps.InvalidArgument,*' -Because $path
                $problem[0].ErrorDetails.RecommendedAction | Should -Match 'clients' -Because $path
            }
            Get-TenantRequestCount $tenant | Should -Be $count
        }

        It 'refuses a body that cannot be sent, and says what to do' {
            $cycle = @{}
            $cycle.self = $cycle
            $custom = [pscustomobject]@{ a = 1 }
            $custom | Add-Member self $custom
            $scripted = [pscustomobject]@{ a = 1 } | Add-Member ScriptProperty boom { throw 'bang' } -PassThru
            $bodies = $cycle, $custom, $scripted, [pscredential]::new('x', (New-Secret hush)), (Get-Process -Id $PID), @{ code = { 1 } }, ([xml] '<a/>'), 'no json', @{ n = [double]::NaN }
            foreach ($body in $bodies) {
                $problem = @(Get-Failure @{ Path = "clients/$app"; Method = 'PATCH'; Body = $body })
                $problem.Count | Should -Be 1 -Because "$body"
                $problem[0].FullyQualifiedErrorId | Should -BeLike 'Auth0Ps.InvalidArgument,*' -Because "$body"
                $problem[0].ErrorDetails.RecommendedAction | Should -Not -BeNullOrEmpty -Because "$body"
                "$($problem[0])" | Should -Not -Match 'hush'
            }
        }

        It 'refuses a query that cannot be sent' {
            foreach ($value in (New-Secret hush), @{ a = 1 }, { 1 }) {
                @(Get-Failure @{ Path = 'clients'; Query = @{ x = $value } })[0].FullyQualifiedErrorId | Should -BeLike 'Auth0Ps.InvalidArgument,*'
            }
        }

        It 'refuses -All for anything but GET, before it asks or sends' {
            @(Get-Failure @{ Path = "clients/$app"; Method = 'DELETE'; All = $true })[0].FullyQualifiedErrorId | Should -BeLike 'Auth0Ps.InvalidArgument,*'
            (Invoke-Auth0RestMethod "clients/$app").client_id | Should -Be $app
        }

        It 'refuses a body for GET' {
            @(Get-Failure @{ Path = 'clients'; Body = @{ name = 'x' } })[0].FullyQualifiedErrorId | Should -BeLike 'Auth0Ps.InvalidArgument,*'
        }
    }

    Context 'Errors' {
        It 'carry status, error code, target and what to do, and end nothing' {
            $problem = @(Get-Failure @{ Path = 'clients/nobody' })
            Assert-Problem $problem NotFound ObjectNotFound nobody
            $problem[0].Exception.StatusCode | Should -Be 404
            $problem[0].Exception.ErrorCode | Should -Be 'inexistent_client'
        }

        It 'end the command with -ErrorAction Stop' {
            { Invoke-Auth0RestMethod clients -Method POST -Body @{ nome = 'x' } -ErrorAction Stop } | Should -Throw -ErrorId 'Auth0Ps.RequestRefused,*'
        }

        It 'end the command when the connection is unknown' {
            { Invoke-Auth0RestMethod clients -Connection nobody } | Should -Throw -ErrorId 'Auth0Ps.ConnectionNotFound,*'
        }
    }
}
