Describe 'Get-Auth0Connection' {
    BeforeAll {
        . $PSScriptRoot/support/Tenant.ps1
        Clear-TestProcess
        foreach ($name in 'prod-eu', 'demo', 'prod-au') {
            $null = New-Auth0Connection -Name $name -Domain example.eu.auth0.com -ClientId abc -ClientSecret (New-Secret 'x') -SkipTest -WarningAction Ignore
        }
    }

    AfterAll {
        Clear-TestProcess
    }

    It 'shows all, sorted by name' {
        $all = Get-Auth0Connection
        $all[0] | Should -BeOfType Auth0Ps.Auth0Connection
        $all.Name | Should -Be 'demo', 'prod-au', 'prod-eu'
    }

    It 'finds names in any case, with wildcards, and several at once' {
        (Get-Auth0Connection DEMO).Name | Should -Be 'demo'
        (Get-Auth0Connection 'PROD-*').Name | Should -Be 'prod-au', 'prod-eu'
        (Get-Auth0Connection -Name demo, '*-eu').Name | Should -Be 'demo', 'prod-eu'
    }

    It 'takes names from the pipeline, as text or by property' {
        ('demo', 'prod-au' | Get-Auth0Connection).Name | Should -Be 'demo', 'prod-au'
        ([pscustomobject]@{ Name = 'demo' } | Get-Auth0Connection).Name | Should -Be 'demo'
    }

    It 'finds by id' {
        $wanted = Get-Auth0Connection prod-eu
        (Get-Auth0Connection -Id $wanted.Id).Name | Should -Be 'prod-eu'
        (Get-Auth0Connection -Id "$($wanted.Id)", (Get-Auth0Connection demo).Id).Name | Should -Be 'prod-eu', 'demo'
    }

    It 'finds by id whatever the connection is called by now' {
        $old = Get-Auth0Connection prod-au
        $null = Set-Auth0Connection prod-au -NewName renamed -SkipTest
        (Get-Auth0Connection -Id $old.Id).Name | Should -Be 'renamed'
        $null = Set-Auth0Connection renamed -NewName prod-au -SkipTest
    }

    It 'names what exists when a name is unknown, and returns the rest' {
        $found = Get-Auth0Connection nobody, demo -ErrorVariable problem -ErrorAction SilentlyContinue
        $found.Name | Should -Be 'demo'
        $problem.Count | Should -Be 1
        $problem[0].FullyQualifiedErrorId | Should -BeLike 'Auth0Ps.ConnectionNotFound,*'
        $problem[0].CategoryInfo.Category | Should -Be 'ObjectNotFound'
        $problem[0].TargetObject | Should -Be 'nobody'
        $problem[0].ErrorDetails.RecommendedAction | Should -Match 'prod-au'
    }

    It 'says so when an id is unknown' {
        $id = [guid]::NewGuid()
        Get-Auth0Connection -Id $id -ErrorVariable problem -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $problem[0].FullyQualifiedErrorId | Should -BeLike 'Auth0Ps.ConnectionNotFound,*'
        "$($problem[0])" | Should -Match "$id"
    }

    It 'returns nothing for a pattern that matches nothing' {
        Get-Auth0Connection 'x*' -ErrorAction Stop | Should -BeNullOrEmpty
    }
}
