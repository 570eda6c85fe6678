# What PowerShell adds to it: objects, views, questions. The tests without a console have the rest.
Describe 'Invoke-Auth0RestMethod' {
    BeforeAll {
        . $PSScriptRoot/support/Tenant.ps1
        . $PSScriptRoot/support/Worker.ps1
        . $PSScriptRoot/support/Process.ps1
        . $PSScriptRoot/support/ScriptedTenant.ps1
        Clear-TestProcess
        $script:tenant = Start-TestTenant -ApplicationCount 25 -RateLimit none
        $script:connection = Connect-TestTenant $tenant rest-method
        $script:app = (Find-SignInApplication $tenant).ClientId
        $PSDefaultParameterValues['Invoke-Auth0RestMethod:Connection'] = $connection
    }

    AfterAll {
        $PSDefaultParameterValues.Remove('Invoke-Auth0RestMethod:Connection')
        Clear-TestProcess
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

        It 'keeps every value when names differ only by case, are empty, or are PowerShell''s own' {
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
        It 'names method, path and tenant in its question' {
            $log = Join-Path $TestDrive 'transcript.txt'
            Start-Transcript $log -UseMinimalHeader | Out-Null
            try { Invoke-Auth0RestMethod "clients/$app" -Method DELETE -WhatIf } finally { Stop-Transcript | Out-Null }
            Get-Content $log -Raw | Should -Match ([regex]::Escape("DELETE clients/$app of tenant '$($connection.Domain)'"))
        }
    }
}
