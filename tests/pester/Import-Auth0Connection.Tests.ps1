Describe 'Import-Auth0Connection' {
    BeforeAll {
        . $PSScriptRoot/support/Problem.ps1
        . $PSScriptRoot/support/Process.ps1
        . $PSScriptRoot/support/Tenant.ps1
        Clear-TestProcess
        $script:tenant = Start-TenantProcess '--apps', '2'
        $script:quiet = @{ WarningAction = 'Ignore' }
        $script:silent = @{ ErrorVariable = 'problem'; ErrorAction = 'SilentlyContinue'; WarningAction = 'Ignore' }
        $script:folder = Join-Path $TestDrive 'import'
        $null = New-Item $folder -ItemType Directory

        # The sample of Infisical's API reference, "Create Auth0 connection", as it stands there.
        $script:sample = '{"method":"client-credentials","credentials":{"domain":"<string>","clientId":"<string>","clientSecret":"<string>","audience":"<string>"},"name":"<string>","description":"<string>","projectId":"<string>","isPlatformManagedCredentials":false,"gatewayId":"<unknown>"}'

        # Fills the placeholders of these fields in and leaves the others.
        function Get-Filled([hashtable] $Value = @{}) {
            $all = @{ name = 'imported'; domain = $tenant.Domain; clientId = $tenant.ClientId; clientSecret = $tenant.ClientSecret }
            foreach ($field in $Value.Keys) {
                $all[$field] = $Value[$field]
            }
            $text = $sample
            foreach ($field in $all.Keys) {
                $text = $text.Replace("`"$field`":`"<string>`"", "`"$field`":$(ConvertTo-Json $all[$field])")
            }
            $text
        }

        function New-ImportFile([string] $Name, [string] $Text) {
            $path = Join-Path $folder $Name
            [System.IO.File]::WriteAllText($path, $Text)
            $path
        }
    }

    AfterAll {
        Stop-TestProcess $tenant.Process
        Clear-TestProcess
    }

    BeforeEach {
        Get-Auth0Connection | Remove-Auth0Connection
        Get-ChildItem $folder | Remove-Item
        $script:before = Get-TenantRequestCount $tenant
    }

    It 'takes the sample of Infisical''s reference as it stands, once its placeholders are filled in' {
        $made = Get-Filled @{ description = 'From there'; projectId = 'p1'; audience = $tenant.Audience } | Import-Auth0Connection @quiet
        $made | Should -BeOfType Auth0Ps.Auth0Connection
        $made.Name | Should -BeExactly 'imported'
        $made.Description | Should -BeExactly 'From there'
        $made.ProjectId | Should -BeExactly 'p1'
        $made.Method | Should -BeExactly 'client-credentials'
        $made.Domain | Should -BeExactly $tenant.Domain
        $made.Audience | Should -BeExactly $tenant.Audience
        (Test-Auth0Connection imported).Succeeded | Should -BeTrue
    }

    It 'leaves out what is still a placeholder and names what must not be one' {
        $made = Get-Filled | Import-Auth0Connection @quiet
        $made.Description | Should -BeNullOrEmpty
        $made.ProjectId | Should -BeNullOrEmpty
        $made.Audience | Should -BeExactly "$($tenant.Domain)/api/v2/"
        foreach ($field in 'name', 'domain', 'clientId', 'clientSecret') {
            $text = Get-Filled @{ $field = '<string>' }
            $text | Import-Auth0Connection @silent | Should -BeNullOrEmpty
            $target = $field -eq 'name' ? '' : 'imported'
            Assert-Problem $problem InvalidImport InvalidData $target 'Fill it in'
            "$($problem[0])" | Should -Match "'(credentials\.)?$field'"
        }
    }

    It 'tests what it makes, keeps nothing that does not work, and asks nothing with -SkipTest' {
        $wrong = Get-Filled @{ clientSecret = 'wrong' }
        $wrong | Import-Auth0Connection @silent | Should -BeNullOrEmpty
        Assert-Problem $problem CredentialsRefused AuthenticationError $tenant.ClientId
        Get-Auth0Connection | Should -BeNullOrEmpty
        $count = Get-TenantRequestCount $tenant
        ($wrong | Import-Auth0Connection -SkipTest @quiet).Name | Should -Be 'imported'
        Get-TenantRequestCount $tenant | Should -Be $count
    }

    It 'takes files by path and by pattern, and says that they still hold the secret' {
        $one = New-ImportFile one.json (Get-Filled @{ name = 'one' })
        $null = New-ImportFile two.json (Get-Filled @{ name = 'two' })
        $null = New-ImportFile other.txt 'not for it'
        (Import-Auth0Connection $one -WarningVariable warned -WarningAction SilentlyContinue).Name | Should -Be 'one'
        "$($warned -like '*client secret*')" | Should -BeLike "*$one*plain text*"
        Remove-Auth0Connection one
        (Import-Auth0Connection -Path (Join-Path $folder '*.json') @quiet).Name | Should -Be 'one', 'two'
        Remove-Auth0Connection *
        Push-Location $folder
        try {
            (Import-Auth0Connection ./one.json, two.json @quiet).Name | Should -Be 'one', 'two'
        }
        finally {
            Pop-Location
        }
        Get-Content $one -Raw | Should -BeExactly (Get-Filled @{ name = 'one' })
    }

    It 'takes files from Get-ChildItem, and text from Get-Content' {
        $one = New-ImportFile one.json (Get-Filled @{ name = 'one' })
        $null = New-ImportFile '[two].json' (Get-Filled @{ name = 'two' })
        $made = @(Get-ChildItem $folder | Import-Auth0Connection -WarningVariable warned -WarningAction SilentlyContinue)
        $made.Name | Sort-Object | Should -Be 'one', 'two'
        @($warned -like '*plain text*').Count | Should -Be 2
        Remove-Auth0Connection *
        (Get-Content $one -Raw | Import-Auth0Connection @quiet).Name | Should -Be 'one'
    }

    It 'takes a here-string with comments, trailing commas and several connections' {
        $text = @"
[
  // the first
  { "name": "one", "method": "client-credentials", "credentials": { "domain": "$($tenant.Domain)", "clientId": "$($tenant.ClientId)", "clientSecret": "$($tenant.ClientSecret)", }, },
  $(Get-Filled @{ name = 'two' }),
]
"@
        (Import-Auth0Connection -InputObject $text @quiet).Name | Should -Be 'one', 'two'
    }

    It 'takes a hashtable, and an object of ConvertFrom-Json' {
        $credentials = @{ domain = $tenant.Domain; clientId = $tenant.ClientId; clientSecret = New-Secret $tenant.ClientSecret }
        (@{ method = 'client-credentials'; name = 'table'; credentials = $credentials } | Import-Auth0Connection @quiet).Name | Should -Be 'table'
        (Get-Filled @{ name = 'object' } | ConvertFrom-Json | Import-Auth0Connection @quiet).Name | Should -Be 'object'
        (Get-Filled @{ name = 'ordered' } | ConvertFrom-Json -AsHashtable | Import-Auth0Connection @quiet).Name | Should -Be 'ordered'
    }

    It 'takes a list, piped or given' {
        $list = 'one', 'two' | ForEach-Object { Get-Filled @{ name = $_ } | ConvertFrom-Json }
        ($list | Import-Auth0Connection @quiet).Name | Should -Be 'one', 'two'
        Remove-Auth0Connection *
        (Import-Auth0Connection -InputObject $list @quiet).Name | Should -Be 'one', 'two'
    }

    It 'takes Nango''s connection, under a name that is a slug' {
        $made = @{
            connection_id     = 'Acme EU'
            connection_config = @{ hostname = $tenant.Domain; audience = $tenant.Audience }
            credentials       = @{ client_id = $tenant.ClientId; client_secret = $tenant.ClientSecret }
        } | ConvertTo-Json | Import-Auth0Connection @quiet
        $made.Name | Should -BeExactly 'acme-eu'
        $made.Audience | Should -BeExactly $tenant.Audience
    }

    It 'names the fields that have no counterpart' {
        $text = (Get-Filled).Replace('"method"', '"orgId":7,"tags":["a"],"method"')
        $null = $text | Import-Auth0Connection -WarningVariable warned -WarningAction SilentlyContinue
        "$($warned -like '*no counterpart*')" | Should -Match 'orgId, tags'
        "$($warned -like '*only in this process*')" | Should -Match '-Vault'
    }

    It 'refuses by name what is not supported: <Field>' -ForEach @(
        @{ Field = 'isPlatformManagedCredentials'; Part = '"isPlatformManagedCredentials":false'; Instead = '"isPlatformManagedCredentials":true' }
        @{ Field = 'gatewayId'; Part = '"gatewayId":"<unknown>"'; Instead = '"gatewayId":"3c90c3cc-0d44-4b50-8888-8dd25736052a"' }
        @{ Field = 'method'; Part = '"client-credentials"'; Instead = '"oauth"' }
    ) {
        $text = (Get-Filled).Replace($Part, $Instead)
        $path = New-ImportFile bad.json $text
        foreach ($given in $text, ($text | ConvertFrom-Json), (Get-Item $path)) {
            $given | Import-Auth0Connection @silent | Should -BeNullOrEmpty
            Assert-Problem $problem InvalidImport InvalidData imported
            "$($problem[0])" | Should -Match "'$Field'"
        }
        Get-TenantRequestCount $tenant | Should -Be $before
        Get-Content $path -Raw | Should -BeExactly $text
    }

    It 'does the others when one among several is bad: <Why>' -ForEach @(
        @{ Why = 'files'; Run = {
                Import-Auth0Connection (Join-Path $folder '*.json') @silent
            }
        }
        @{ Why = 'piped files'; Run = {
                Get-ChildItem $folder | Sort-Object Name | Import-Auth0Connection @silent
            }
        }
        @{ Why = 'paths'; Run = {
                Import-Auth0Connection (Join-Path $folder '1.json'), (Join-Path $folder '2.json'), (Join-Path $folder '3.json') @silent
            }
        }
        @{ Why = 'a path that is none'; Run = {
                Import-Auth0Connection (Join-Path $folder '1.json'), (Join-Path $folder 'none.json'), (Join-Path $folder '3.json') @silent
            }
        }
        @{ Why = 'piped texts'; Run = {
                $texts = Get-ChildItem $folder | Sort-Object Name | ForEach-Object { Get-Content $_ -Raw }
                $texts | Import-Auth0Connection @silent
            }
        }
        @{ Why = 'a list'; Run = {
                $list = (Get-Filled @{ name = 'one' }), @{ method = 'oauth' }, (Get-Filled @{ name = 'three' })
                Import-Auth0Connection -InputObject $list @silent
            }
        }
        @{ Why = 'a list of texts'; Run = {
                $list = (Get-Filled @{ name = 'one' }), '{', (Get-Filled @{ name = 'three' })
                Import-Auth0Connection -InputObject $list @silent
            }
        }
        @{ Why = 'a list in JSON'; Run = {
                $text = "[$(Get-Filled @{ name = 'one' }),{},$(Get-Filled @{ name = 'three' })]"
                $text | Import-Auth0Connection @silent
            }
        }
    ) {
        $null = New-ImportFile 1.json (Get-Filled @{ name = 'one' })
        $null = New-ImportFile 2.json '{ "name": "two", '
        $null = New-ImportFile 3.json (Get-Filled @{ name = 'three' })
        (. $Run).Name | Should -Be 'one', 'three'
        Assert-Problem $problem InvalidImport InvalidData $problem[0].TargetObject
    }

    It 'makes and asks nothing with -WhatIf' {
        $path = New-ImportFile one.json (Get-Filled @{ name = 'one' })
        Import-Auth0Connection $path -WhatIf -WarningVariable warned | Should -BeNullOrEmpty
        Get-Filled | Import-Auth0Connection -WhatIf | Should -BeNullOrEmpty
        Get-Auth0Connection | Should -BeNullOrEmpty
        $warned | Should -BeNullOrEmpty
        Get-TenantRequestCount $tenant | Should -Be $before
    }

    It 'shows no secret in any stream, error or object' {
        $planted = 'PlantedSecretOfAnImport'
        $good = Get-Filled @{ clientSecret = $planted }
        $null = New-ImportFile 1.json $good
        $null = New-ImportFile 2.json $good.Replace('"method"', '"extra":{"clientSecret":"' + $planted + '"},"method"')
        $null = New-ImportFile 3.json $good.Substring(0, $good.IndexOf($planted) + $planted.Length)
        $null = New-ImportFile 4.json $good.Replace("`"$planted`"", "[`"$planted`"]")
        $global:Error.Clear()
        $ErrorActionPreference = 'Continue'
        $VerbosePreference = $DebugPreference = $InformationPreference = $WarningPreference = 'Continue'
        $said = & {
            Get-ChildItem $folder | Import-Auth0Connection
            Import-Auth0Connection (Join-Path $folder '*.json') -SkipTest
            $good | Import-Auth0Connection -WhatIf
            $good | ConvertFrom-Json | Import-Auth0Connection
            @{ method = 'client-credentials'; name = 'x'; credentials = $planted } | Import-Auth0Connection
            $planted | Import-Auth0Connection
        } *>&1
        $all = @($said; $global:Error) | ForEach-Object { "$_"; $_ | Format-List * -Force; if ($_ -is [System.Management.Automation.ErrorRecord]) { "$($_.Exception)"; $_ | Get-Error } } | Out-String
        $all | Should -Match 'CredentialsRefused'
        $all | Should -Match 'InvalidImport'
        # The call itself is the caller's own text.
        $all | Should -Not -Match $planted
    }
}
