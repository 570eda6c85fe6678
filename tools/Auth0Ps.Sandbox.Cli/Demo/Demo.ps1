# The main job from end to end, only through the module's cmdlets. Run by: dotnet run --project tools/Auth0Ps.Sandbox.Cli -- demo
param(
    [Parameter(Mandatory)]
    [string] $Module
)

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
$WarningPreference = 'SilentlyContinue'
$ProgressPreference = 'SilentlyContinue'
$script:passed = 0
$script:failed = 0

function Step([string] $Title, [scriptblock] $Do) {
    $number = $script:passed + $script:failed + 1
    try {
        # Dot-sourced, so that what a step finds is there for the next.
        $found = . $Do
        $script:passed++
        "[$number] passed  ${Title}: $found"
    }
    catch {
        $script:failed++
        "[$number] FAILED  ${Title}: $($_.Exception.Message)"
    }
}

function Get-SignInStatus([string] $Secret) {
    $body = @{ grant_type = 'client_credentials'; client_id = $probe.ClientId; client_secret = $Secret; audience = $audience }
    (Invoke-WebRequest -Method Post -Uri "$($sandbox.Domain)/oauth/token" -Body $body -SkipHttpErrorCheck).StatusCode
}

Import-Module $Module

. Step 'start a sandbox tenant' {
    $sandbox = Start-Auth0Sandbox -ApplicationCount 25
    "$($sandbox.Applications.Count) applications at $($sandbox.Domain)"
}
. Step 'connect' {
    $connection = $sandbox | New-Auth0Connection -Name demo
    "connection '$($connection.Name)' as $($connection.ClientId)"
}
. Step 'test the connection' {
    $test = Test-Auth0Connection demo -For SecretRotation
    if (-not $test.Succeeded) { throw ($test.Checks | Where-Object Outcome -eq Failed | Select-Object -ExpandProperty Detail) }
    "$(@($test.Checks | Where-Object Outcome -eq Passed).Count) checks passed, $($test.GrantedScope.Count) permissions granted"
}
. Step 'list applications' {
    $applications = @(Get-Auth0Application -Connection demo)
    $rotatable = @(Get-Auth0Application -Connection demo -Rotatable)
    "$($applications.Count) applications, $($rotatable.Count) of them rotatable"
}
. Step 'rotate one secret' {
    # Looked at with plain HTTP, so that the module does not prove itself by itself.
    $api = @{ Headers = @{ Authorization = "Bearer $(Get-Auth0AccessToken -Connection demo -AsPlainText)" } }
    $grants = (Invoke-RestMethod "$($sandbox.Audience)client-grants?per_page=100" @api) | Where-Object { $_.PSObject.Properties['organization_usage'] -eq $null -or $_.organization_usage -ne 'require' }
    $probe = $rotatable | Where-Object { $_.AppType -eq 'non_interactive' -and $_.TokenEndpointAuthMethod -eq 'client_secret_post' -and $_.ClientId -in $grants.client_id } | Select-Object -First 1
    $audience = ($grants | Where-Object client_id -EQ $probe.ClientId)[0].audience
    $old = (Invoke-RestMethod "$($sandbox.Audience)clients/$($probe.ClientId)?fields=client_secret&include_fields=true" @api).client_secret

    $result = $probe | Invoke-Auth0SecretRotation -Confirm:$false
    "'$($result.ApplicationName)', verified by $($result.VerifiedBy)"
}
. Step 'the old secret is refused' {
    $status = Get-SignInStatus $old
    if ($status -ne 401) { throw "the token endpoint answers $status instead of 401" }
    "the token endpoint answers $status"
}
. Step 'the new secret is accepted' {
    $status = Get-SignInStatus $result.Credential.GetNetworkCredential().Password
    if ($status -ne 200) { throw "the token endpoint answers $status instead of 200" }
    "the token endpoint answers $status"
}
. Step 'rotate the rest as a batch' {
    $batch = @($applications | Where-Object ClientId -NE $probe.ClientId | Invoke-Auth0SecretRotation -Confirm:$false)
    $rotated = @($batch | Where-Object Status -EQ Succeeded)
    $left = $batch | Where-Object Status -EQ Skipped | ForEach-Object { "'$($_.ApplicationName)' ($($_.Message -replace '^Left alone: (.*)\.$', '$1'))" }
    if ($rotated.Count -eq 0 -or ($batch | Where-Object Status -In Failed, Interrupted)) { throw ($batch | Where-Object Status -In Failed, Interrupted | ForEach-Object Message) }
    "$($rotated.Count) rotated; left alone: $($left -join ', ')"
}

Stop-Auth0Sandbox
"demo: $script:passed steps passed, $script:failed failed"
exit [int]($script:failed -gt 0)
