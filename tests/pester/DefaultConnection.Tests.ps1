# Which connection a command means: by position in a pipeline, or the only one there is.
Describe 'The connection of a command' {
    BeforeAll {
        . $PSScriptRoot/support/Tenant.ps1
        Clear-TestProcess
        $script:tenant = Start-TestTenant -ApplicationCount 25 -RateLimit none
        $script:demo = Connect-TestTenant $tenant demo
        $script:all = @(Get-Auth0Application -Connection demo)
    }

    AfterAll {
        Clear-TestProcess
    }

    It 'may be left out while there is only one: <_>' -ForEach @(
        'Get-Auth0Application -First 1'
        'Get-Auth0AccessToken'
        'Test-Auth0Connection'
        'Invoke-Auth0RestMethod tenants/settings'
    ) {
        @(Invoke-Expression "$_ -ErrorAction Stop").Count | Should -Be 1
        if ($_ -match '^Get-Auth0Application|^Test-') {
            "$((Invoke-Expression $_).Connection)" | Should -Be 'demo'
        }
    }

    It 'has to be named when there are several: <_>' -ForEach 'Get-Auth0Application', 'Get-Auth0AccessToken', 'Test-Auth0Connection', 'Invoke-Auth0RestMethod clients' {
        $other = Connect-TestTenant $tenant other
        try {
            { Invoke-Expression $_ } | Should -Throw -ErrorId 'Auth0Ps.ConnectionNotFound,*'
        }
        finally {
            $other | Remove-Auth0Connection
        }
    }

    It 'comes by the pipeline, all of them at once or one by its name' {
        $other = Connect-TestTenant $tenant other
        try {
            @(Get-Auth0Connection | Get-Auth0AccessToken).Count | Should -Be 2
            @(Get-Auth0Connection | Test-Auth0Connection -Quiet) | Should -Be $true, $true
            @(Get-Auth0Connection demo | Get-Auth0Application -First 2).Count | Should -Be 2
            @('demo' | Get-Auth0Application 'Inventory Sync').Count | Should -Be 1
        }
        finally {
            $other | Remove-Auth0Connection
        }
    }

    It 'comes by property name, with the client id beside it' {
        $objects = [pscustomobject]@{ ClientId = $all[5].ClientId; Connection = 'demo' }, [pscustomobject]@{ ClientId = $all[7].ClientId; Connection = $demo }
        ($objects | Get-Auth0Application).ClientId | Should -Be $all[5].ClientId, $all[7].ClientId
        ([pscustomobject]@{ ClientId = $all[5].ClientId } | Get-Auth0Application).ClientId | Should -Be $all[5].ClientId
        ($all[5, 7] | Get-Auth0Application).ClientId | Should -Be $all[5].ClientId, $all[7].ClientId
    }
}
