Describe 'How errors end commands' {
    BeforeAll {
        . $PSScriptRoot/support/Problem.ps1
        . $PSScriptRoot/support/Tenant.ps1
        Clear-TestProcess
        $script:tenant = Start-TestTenant -ApplicationCount 3
        $script:demo = Connect-TestTenant $tenant demo
    }

    AfterAll {
        Clear-TestProcess
    }

    It 'ends the command when the connection is unknown, whatever -ErrorAction says: <_>' -ForEach @(
        'Get-Auth0AccessToken -Connection nobody'
        'Get-Auth0Application -Connection nobody'
        'Test-Auth0Connection -Connection nobody'
        'Invoke-Auth0SecretRotation -Connection nobody -ClientId abc -Confirm:$false'
    ) {
        $caught = $null
        try {
            Invoke-Expression "$_ -ErrorAction SilentlyContinue"
        }
        catch {
            $caught = $_
        }
        Assert-Problem $caught ConnectionNotFound ObjectNotFound nobody 'demo'
    }

    It 'says what to do when there is no connection at all, or too many' {
        $other = Connect-TestTenant $tenant other
        { Get-Auth0Application } | Should -Throw -ErrorId 'Auth0Ps.ConnectionNotFound,*' -PassThru | ForEach-Object { $_.ErrorDetails.RecommendedAction } | Should -Match '-Connection (demo|other)'
        Get-Auth0Connection | Remove-Auth0Connection
        { Get-Auth0Application } | Should -Throw -ErrorId 'Auth0Ps.ConnectionNotFound,*' -PassThru | ForEach-Object { $_.ErrorDetails.RecommendedAction } | Should -Match 'New-Auth0Connection'
        $script:demo = Connect-TestTenant $tenant demo
    }

    It 'goes on with the next object after any other error' {
        $known = @($tenant.Applications)
        $ids = 'unknown1', $known[0].ClientId, 'unknown2', $known[1].ClientId
        $found = @($ids | ForEach-Object { [pscustomobject]@{ ClientId = $_ } } | Get-Auth0Application -ErrorVariable problem -ErrorAction SilentlyContinue)
        $found.ClientId | Should -Be $ids[1], $ids[3]
        $problem.TargetObject | Should -Be 'unknown1', 'unknown2'
    }

    It 'lets -ErrorAction and the preference variable make an error terminating' {
        { Get-Auth0Application -ClientId unknown -ErrorAction Stop } | Should -Throw -ErrorId 'Auth0Ps.ApplicationNotFound,*'
        { $ErrorActionPreference = 'Stop'; Get-Auth0Application -ClientId unknown } | Should -Throw -ErrorId 'Auth0Ps.ApplicationNotFound,*'
    }

    It 'leaves exactly one record in $Error' {
        $global:Error.Clear()
        Get-Auth0Application -ClientId unknown -ErrorAction SilentlyContinue
        Assert-Problem $global:Error ApplicationNotFound ObjectNotFound unknown
    }

    It 'shows the recommendation in the console' {
        Get-Auth0Application -ClientId unknown -ErrorVariable problem -ErrorAction SilentlyContinue
        $problem | Out-String | Should -Match 'Recommendation: '
    }
}
