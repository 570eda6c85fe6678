# What a tenant says is shown only cleaned: escape sequences, bidirectional overrides and line breaks reach no question, table, error or file.
Describe 'Text from the tenant' {
    BeforeAll {
        . $PSScriptRoot/support/Contract.ps1
        . $PSScriptRoot/support/Process.ps1
        . $PSScriptRoot/support/Problem.ps1
        . $PSScriptRoot/support/Tenant.ps1
        . $PSScriptRoot/support/Worker.ps1
        . $PSScriptRoot/support/ScriptedTenant.ps1
        Clear-TestProcess
        $script:esc = [char]27
        $script:turn = [char]0x202E
        $script:dirty = "[$esc$turn`a" + [char]0x9B + '\u2028\u2066]'
        $script:evil = "Evil$esc]0;title`a$turn name"
        $script:tenant = Start-TenantProcess '--apps', '3'
        $script:demo = Connect-TestTenant $tenant demo
        $script:made = Invoke-Auth0RestMethod clients -Connection demo -Method POST -Body @{ name = $evil; app_type = 'non_interactive'; client_metadata = @{ note = "a$esc[2Jb" } } -Confirm:$false
        $script:silent = @{ ErrorAction = 'SilentlyContinue'; ErrorVariable = 'problem' }
    }

    AfterAll {
        Stop-TestProcess $tenant.Process
        Clear-TestProcess
    }

    It 'is data in Name, and clean in DisplayName, table, list and string' {
        $application = Get-Auth0Application -ClientId $made.client_id -Connection demo
        $application.Name | Should -BeExactly $evil
        $application.DisplayName | Should -BeExactly "Evil$([char]0xFFFD)]0;title$([char]0xFFFD)$([char]0xFFFD) name"
        $before = $PSStyle.OutputRendering
        $PSStyle.OutputRendering = 'PlainText'
        try {
            foreach ($text in ($application | Out-String -Width 200), ($application | Format-List | Out-String -Width 200), "$application") {
                $text | Should -Match 'Evil'
                $text | Should -Not -Match $dirty
            }
        }
        finally {
            $PSStyle.OutputRendering = $before
        }
    }

    It 'is found by name as it is' {
        (Get-Auth0Application ([WildcardPattern]::Escape($evil)) -Connection demo).ClientId | Should -Be $made.client_id
    }

    It 'reaches a question, a result and a saved rotation only cleaned' {
        $asked = Invoke-ChildShell @'
            Import-Module $env:AUTH0PS_MODULE
            $secret = ConvertTo-SecureString $env:PLAIN -AsPlainText -Force
            $null = New-Auth0Connection demo -Domain $env:DOMAIN -ClientId $env:WHO -ClientSecret $secret -WarningAction Ignore
            Invoke-Auth0SecretRotation -ClientId $env:EVIL -Connection demo -WhatIf
            $result = Invoke-Auth0SecretRotation -ClientId $env:EVIL -Connection demo -Confirm:$false
            "name: $($result.ApplicationName)"
'@ @{ DOMAIN = $tenant.Domain; WHO = $tenant.ClientId; PLAIN = $tenant.ClientSecret; EVIL = $made.client_id }
        $asked.Flat | Should -Match "What if: .*Evil"
        $asked.Flat | Should -Match 'name: Evil'
        "$($asked.Output)$($asked.Error)" | Should -Not -Match $dirty
    }

    It 'reports a record that is no application, and lists the others' {
        $scripted = Start-ScriptedTenant
        try {
            $null = New-Auth0Connection scripted -Domain $scripted.Domain -ClientId any -ClientSecret (New-Secret any) -SkipTest -WarningAction Ignore
            Set-ScriptedAnswer $scripted '[null,{"client_id":"a","name":"Half \ud83d"},{"name":"no id"}]'
            $listed = @(Get-Auth0Application -Connection scripted @silent)
            $listed.ClientId | Should -Be 'a'
            $listed.DisplayName | Should -BeExactly "Half $([char]0xFFFD)"
            @($problem).Count | Should -Be 2
            Assert-Problem $problem[0] UnexpectedResponse ProtocolError scripted
            "$($problem[0])" | Should -Match '^Record 1 '
            $raw = @(Invoke-Auth0RestMethod clients -All -Connection scripted @silent)
            $raw.Count | Should -Be 2
            Assert-Problem $problem UnexpectedResponse ProtocolError scripted
        }
        finally {
            Remove-Auth0Connection scripted
            Stop-ScriptedTenant $scripted
        }
    }
}
