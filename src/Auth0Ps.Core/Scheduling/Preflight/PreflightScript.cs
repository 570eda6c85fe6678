using Auth0Ps.Scheduling.Entries;
using Auth0Ps.Scheduling.Running;

namespace Auth0Ps.Scheduling.Preflight;

/// <summary>The script that looks, in a process like a scheduled one, for what would make the runs fail. It changes nothing.</summary>
internal static class PreflightScript
{
    /// <summary>Comes before the findings, so that nothing else that is written is taken for them.</summary>
    public const string Mark = "auth0ps-preflight:";

    public static string Write(ScheduleDefinition schedule, string? home, string? sudoUser) => $$"""
        $ErrorActionPreference = 'Stop'
        $ProgressPreference = 'SilentlyContinue'
        $problems = [System.Collections.Generic.List[object]]::new()
        $vaults = @{}
        $dataFolder = {{PowerShellText.Quote(schedule.DataFolder)}}

        function Add-Problem([string] $Detail, [string] $Recommendation) {
            $problems.Add([ordered]@{ detail = $Detail; recommendation = $Recommendation })
        }

        # A vault, and the entries that are read from it.
        function Add-Vault([string] $Name, [string] $Entry) {
            if ($Name) {
                $vaults[$Name] = @($vaults[$Name]; $Entry) | Where-Object { $_ } | Select-Object -Unique
            }
        }

        function Get-Message($Problem) {
            $Problem.ErrorDetails.Message ? $Problem.ErrorDetails.Message : $Problem.Exception.Message
        }

        function Test-Account {
            if ($IsWindows) {
                return
            }
            $user = [Environment]::UserName
            $sudoUser = {{PowerShellText.Quote(sudoUser ?? "")}}
            $places = @({{PowerShellText.Quote(home ?? "")}}, $dataFolder) | Where-Object { $_ -and (Test-Path -LiteralPath $_) }
            $foreign = @(foreach ($place in $places) { Get-Item -LiteralPath $place -Force | Where-Object { $_.User -ne $user } }) | Select-Object -First 1
            if ($foreign) {
                Add-Problem "This PowerShell runs as $user, but '$($foreign.FullName)' belongs to $($foreign.User): the schedule would be the wrong user's." "Sign in as $($foreign.User) and run the command there, without sudo."
            }
            elseif ($sudoUser -and $sudoUser -ne $user -and -not (Test-Path -LiteralPath (Join-Path $dataFolder 'connections.json'))) {
                Add-Problem "This PowerShell runs as $user through sudo, and $user has no saved connections: the schedule would be $user's, not $sudoUser's." "Run the command as $sudoUser, without sudo."
            }
        }

        function Test-DataFolder {
            $folder = $dataFolder
            while ($folder -and -not (Test-Path -LiteralPath $folder)) {
                $folder = Split-Path $folder
            }
            try {
                $probe = Join-Path $folder ".auth0ps-$([guid]::NewGuid().ToString('N'))"
                [System.IO.File]::WriteAllText($probe, '')
                [System.IO.File]::Delete($probe)
            }
            catch {
                Add-Problem "The data folder '$dataFolder' cannot be written to by $([Environment]::UserName)." 'Correct its owner and permissions, or name another folder: $env:AUTH0PS_HOME = ''...'''
            }
        }

        function Test-Connections {
            foreach ($connection in Get-Auth0Connection | Where-Object Persisted) {
                $place = $connection.SecretReference
                switch ("$($place.Location)") {
                    'Environment' {
                        if (-not [Environment]::GetEnvironmentVariable($place.Variable)) {
                            Add-Problem "The environment variable $($place.Variable), which holds the secret of connection '$($connection.Name)', is not set in scheduled runs." "Keep the secret in a vault: Set-Auth0Connection $($connection.Name) -ClientSecret (Read-Host -AsSecureString) -Vault NAME"
                        }
                    }
                    'KeyFile' {
                        try {
                            [System.IO.File]::OpenRead($place.Path).Dispose()
                        }
                        catch {
                            Add-Problem "The key file '$($place.Path)' of connection '$($connection.Name)' cannot be read in scheduled runs." "Put it back and let $([Environment]::UserName) read it, or choose another: Set-Auth0Connection $($connection.Name) -PrivateKeyPath PATH"
                        }
                    }
                    'Vault' {
                        Add-Vault $place.Vault $place.SecretName
                    }
                }
            }
        }

        # Asks the tenant, so only once nothing else is wrong.
        function Test-Rotations([object[]] $Rotation) {
            if ($Rotation.Count -eq 0 -or $problems.Count -gt 0) {
                return
            }
            foreach ($test in $Rotation | Test-Auth0SecretRotation) {
                foreach ($check in $test.Checks | Where-Object Outcome -EQ 'Failed') {
                    Add-Problem "Rotation '$($test.Rotation)': $($check.Detail)" ($check.Recommendation ? $check.Recommendation : "Test-Auth0SecretRotation $($test.Rotation)")
                }
            }
        }

        {{VaultChecks.Script}}

        try {
        {{Indent(RunScript.Begin(schedule.Environment, schedule.Module))}}
            $loaded = $true
        }
        catch {
            $loaded = $false
            Add-Problem "Scheduled runs cannot load the module: $(Get-Message $_)" 'Install it where they find it: Install-PSResource Auth0Ps'
        }
        try {
            Test-Account
            Test-DataFolder
            if ($loaded) {
                Test-Connections
                $rotations = @(Get-Auth0SecretRotation | Where-Object AutoRotation)
                $rotations | Where-Object Vault | ForEach-Object { Add-Vault $_.Vault }
                $rotations | ForEach-Object CopyTo | Where-Object Vault | ForEach-Object { Add-Vault $_.Vault }
                Test-Vaults
                Test-Rotations $rotations
            }
        }
        catch {
            Add-Problem (Get-Message $_) ($_.ErrorDetails.RecommendedAction ? $_.ErrorDetails.RecommendedAction : 'Run the module''s commands in a new pwsh -NoProfile -NonInteractive to see what fails.')
        }
        [Console]::Out.WriteLine('{{Mark}}' + (ConvertTo-Json -Compress -InputObject @($problems)))

        """;

    private static string Indent(string lines) => "    " + lines.Replace("\n", "\n    ", StringComparison.Ordinal);
}
