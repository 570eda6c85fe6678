Describe 'Get-, Set- and Move-Auth0StateStore' {
    BeforeAll {
        . $PSScriptRoot/common.ps1
        . $PSScriptRoot/support/Contract.ps1
        $script:usual = $env:AUTH0PS_STATE
    }

    AfterEach {
        $env:AUTH0PS_STATE = $usual
        Remove-Item (Join-Path $env:AUTH0PS_HOME state-store.json) -ErrorAction Ignore
    }

    It 'shows the data folder where nothing else was said' {
        $store = Get-Auth0StateStore
        Get-MissingProperty $store Auth0StateStore | Should -BeNullOrEmpty
        $store.Kind | Should -Be Folder
        $store.Location | Should -Be $env:AUTH0PS_HOME
        $store.Reachable | Should -BeTrue
    }

    It 'keeps what is saved where it was set, for this process and others' {
        $other = Join-Path $TestDrive other
        $env:AUTH0_CLIENT_SECRET = 'no-secret-at-all'
        $env:AUTH0_DOMAIN = 'example.eu.auth0.com'
        $env:AUTH0_CLIENT_ID = 'abc'
        Set-Auth0StateStore "folder:$other" -WhatIf
        (Get-Auth0StateStore).Location | Should -Be $env:AUTH0PS_HOME
        (Set-Auth0StateStore "folder:$other" -PassThru).Location | Should -Be $other
        $null = New-Auth0Connection elsewhere -FromEnvironment -SkipTest -ErrorAction Stop
        Remove-Item Env:AUTH0_CLIENT_SECRET, Env:AUTH0_DOMAIN, Env:AUTH0_CLIENT_ID
        Test-Path (Join-Path $other connections.json) | Should -BeTrue
        Set-Auth0StateStore "folder:$env:AUTH0PS_HOME"
        Get-Auth0Connection -Name elsewhere* | Should -BeNullOrEmpty
        $env:AUTH0PS_STATE = "folder:$other"
        (Get-Auth0Connection).Name | Should -Be elsewhere
    }

    It 'refuses a password in the location and does not repeat it' {
        Set-Auth0StateStore 'postgresql://ops:Sesame1@db.example.com/auth0' -ErrorVariable problem -ErrorAction SilentlyContinue
        $problem[0].FullyQualifiedErrorId | Should -BeLike 'Auth0Ps.InvalidArgument,*'
        "$problem $($problem[0].ErrorDetails.RecommendedAction)" | Should -Not -BeLike '*Sesame*'
        Set-Auth0StateStore 'https://state.blob.core.windows.net/auth0ps?sv=2023-11-03&sig=Sesame1' -ErrorVariable problem -ErrorAction SilentlyContinue
        $problem[0].FullyQualifiedErrorId | Should -BeLike 'Auth0Ps.InvalidArgument,*'
        "$problem $($problem[0].ErrorDetails.RecommendedAction)" | Should -Not -BeLike '*Sesame*'
        $env:AUTH0PS_STATE = 'postgresql://ops:Sesame1@db.example.com/auth0'
        Get-Auth0SecretRotation -ErrorVariable problem -ErrorAction SilentlyContinue
        $problem[0].FullyQualifiedErrorId | Should -BeLike 'Auth0Ps.InvalidArgument,*'
        "$problem" | Should -Not -BeLike '*Sesame*'
    }

    It 'loads the library in a context of its own when a server is used first, and sets none that does not answer' {
        [System.AppDomain]::CurrentDomain.GetAssemblies().GetName().Name | Should -Not -Contain Npgsql
        Set-Auth0StateStore postgresql://ops@127.0.0.1:1/auth0 -ErrorVariable problem -ErrorAction SilentlyContinue
        $problem[0].FullyQualifiedErrorId | Should -BeLike 'Auth0Ps.StateStoreUnavailable,*'
        $problem[0].CategoryInfo.Category | Should -Be ResourceUnavailable
        (Get-Auth0StateStore).Kind | Should -Be Folder
        $env:AUTH0PS_STATE = 'postgresql://ops@127.0.0.1:1/auth0'
        $store = Get-Auth0StateStore
        "$($store.Kind) $($store.Reachable) $($store.Version)" | Should -Be 'PostgreSql False '
        $store.Message | Should -BeLike '*cannot be reached*'
        Get-Auth0SecretRotation -ErrorVariable problem -ErrorAction SilentlyContinue
        $problem[0].FullyQualifiedErrorId | Should -BeLike 'Auth0Ps.StateStoreUnavailable,*'
        $library = [System.AppDomain]::CurrentDomain.GetAssemblies().Where{ $_.GetName().Name -eq 'Npgsql' }
        [System.Runtime.Loader.AssemblyLoadContext]::GetLoadContext($library[0]).Name | Should -Be 'Auth0Ps libraries'
    }

    It 'does the same for a container of blobs' {
        [System.AppDomain]::CurrentDomain.GetAssemblies().GetName().Name | Where-Object { $_ -like 'Azure.*' -or $_ -like 'Microsoft.Identity.*' } | Should -BeNullOrEmpty
        $env:AZURE_STORAGE_KEY = [Convert]::ToBase64String([byte[]]::new(64))
        try {
            Set-Auth0StateStore http://127.0.0.1:1/account/auth0ps -ErrorVariable problem -ErrorAction SilentlyContinue
            $problem[0].FullyQualifiedErrorId | Should -BeLike 'Auth0Ps.StateStoreUnavailable,*'
            (Get-Auth0StateStore).Kind | Should -Be Folder
            $env:AUTH0PS_STATE = 'http://127.0.0.1:1/account/auth0ps'
            $store = Get-Auth0StateStore
            "$($store.Kind) $($store.Reachable) $($store.Version)" | Should -Be 'AzureBlob False '
            $store.Message | Should -BeLike '*cannot be reached*'
        }
        finally {
            Remove-Item Env:AZURE_STORAGE_KEY
        }
        $library = [System.AppDomain]::CurrentDomain.GetAssemblies().Where{ $_.GetName().Name -eq 'Azure.Storage.Blobs' }
        [System.Runtime.Loader.AssemblyLoadContext]::GetLoadContext($library[0]).Name | Should -Be 'Auth0Ps libraries'
    }

    It 'moves everything, sets the new place and tells whoever uses the former one' {
        $old, $new, $third = 'old', 'new', 'third' | ForEach-Object { Join-Path $TestDrive "move-$_" }
        Set-Auth0StateStore "folder:$old"
        $env:AUTH0_CLIENT_SECRET = 'no-secret-at-all'
        $env:AUTH0_DOMAIN = 'example.eu.auth0.com'
        $env:AUTH0_CLIENT_ID = 'abc'
        $null = New-Auth0Connection elsewhere -FromEnvironment -SkipTest -ErrorAction Stop
        Remove-Item Env:AUTH0_CLIENT_SECRET, Env:AUTH0_DOMAIN, Env:AUTH0_CLIENT_ID
        Move-Auth0StateStore "folder:$new" -WhatIf
        Test-Path $new | Should -BeFalse
        $store = Move-Auth0StateStore -To "folder:$new" -PassThru -ErrorAction Stop
        Get-MissingProperty $store Auth0StateStore | Should -BeNullOrEmpty
        "$($store.Kind) $($store.Location) $($store.Reachable)" | Should -Be "Folder $new True"
        (Get-Auth0StateStore).Location | Should -Be $new
        (Get-Auth0Connection).Name | Should -Be elsewhere
        $env:AUTH0PS_STATE = "folder:$old"
        Get-Auth0Connection -ErrorVariable problem -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $problem[0].FullyQualifiedErrorId | Should -BeLike 'Auth0Ps.StateStoreMoved,*'
        "$problem $($problem[0].ErrorDetails.RecommendedAction)" | Should -BeLike "*folder:$new*AUTH0PS_STATE*"
        Invoke-Auth0SecretRotation -Due -Confirm:$false -ErrorVariable problem -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $problem[0].FullyQualifiedErrorId | Should -BeLike 'Auth0Ps.StateStoreMoved,*'
        (Get-Auth0StateStore).Reachable | Should -BeFalse
        Set-Auth0StateStore "folder:$old" -ErrorVariable problem -ErrorAction SilentlyContinue
        $problem[0].FullyQualifiedErrorId | Should -BeLike 'Auth0Ps.StateStoreMoved,*'

        $env:AUTH0PS_STATE = "folder:$new"
        Move-Auth0StateStore "folder:$third" -WarningVariable warned -WarningAction SilentlyContinue -ErrorAction Stop
        "$warned" | Should -BeLike "*AUTH0PS_STATE*set it to 'folder:$third'*"
        $env:AUTH0PS_STATE = $null
        (Get-Auth0Connection).Name | Should -Be elsewhere
    }

    It 'refuses to move to where it is, by any name, and over other state' {
        $here, $link, $other = 'here', 'link', 'other' | ForEach-Object { Join-Path $TestDrive "place-$_" }
        $env:AUTH0_CLIENT_SECRET = 'no-secret-at-all'
        $env:AUTH0_DOMAIN = 'example.eu.auth0.com'
        $env:AUTH0_CLIENT_ID = 'abc'
        foreach ($place in $other, $here) {
            Set-Auth0StateStore "folder:$place"
            $null = New-Auth0Connection elsewhere -FromEnvironment -SkipTest -ErrorAction Stop
        }
        Remove-Item Env:AUTH0_CLIENT_SECRET, Env:AUTH0_DOMAIN, Env:AUTH0_CLIENT_ID
        $null = New-Item -ItemType SymbolicLink $link -Target $here
        Move-Auth0StateStore "folder:$here" -ErrorVariable problem -ErrorAction SilentlyContinue
        $problem[0].FullyQualifiedErrorId | Should -BeLike 'Auth0Ps.InvalidArgument,*'
        Move-Auth0StateStore "folder:$link" -ErrorVariable problem -ErrorAction SilentlyContinue
        "$($problem[0].FullyQualifiedErrorId) $problem" | Should -BeLike 'Auth0Ps.InvalidArgument,*two names of one place*'
        Move-Auth0StateStore "folder:$other" -ErrorVariable problem -ErrorAction SilentlyContinue
        $problem[0].FullyQualifiedErrorId | Should -BeLike 'Auth0Ps.StateStoreOccupied,*'
        $problem[0].CategoryInfo.Category | Should -Be ResourceExists
        Move-Auth0StateStore 'postgresql://ops:Sesame1@db.example.com/auth0' -ErrorVariable problem -ErrorAction SilentlyContinue
        "$problem" | Should -Not -BeLike '*Sesame*'
        Move-Auth0StateStore postgresql://ops@127.0.0.1:1/auth0 -ErrorVariable problem -ErrorAction SilentlyContinue
        $problem[0].FullyQualifiedErrorId | Should -BeLike 'Auth0Ps.StateStoreUnavailable,*'
        (Get-Auth0Connection).Name | Should -Be elsewhere
        (Get-Auth0StateStore).Location | Should -Be $here
    }
}
