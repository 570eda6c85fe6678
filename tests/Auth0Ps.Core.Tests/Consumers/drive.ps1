# A consumer made from the sample, which does what it is told, a line at a time.
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
. (Join-Path $PSScriptRoot 'SignIn.ps1')
$place = $env:ENTRIES
$read = if ($env:KIND -eq 'vault') {
    # The tests' vault on disk: an entry is a file of JSON, its name in hexadecimal.
    {
        $file = Join-Path $place "$([Convert]::ToHexString([System.Text.Encoding]::UTF8.GetBytes($args[0].ToLowerInvariant()))).entry"
        if (Test-Path $file) { (Get-Content $file -Raw | ConvertFrom-Json).Secret }
    }
}
else {
    {
        $file = Join-Path $place $args[0]
        if (Test-Path $file) { (Get-Content $file -Raw).Trim() }
    }
}
$signIn = New-SignIn $env:TENANT $env:CLIENT_ID $env:AUDIENCE billing-client-secret $read ([double]::Parse($env:PATIENCE, [cultureinfo]::InvariantCulture))
while ($null -ne ($line = [Console]::In.ReadLine())) {
    try {
        $token = Get-SignInToken $signIn -Renew:($line -eq 'anew')
        $text = [System.Net.NetworkCredential]::new('', $token).Password
        [Console]::Out.WriteLine((($text -split '\.').Count -eq 3) ? 'token' : 'no token')
    }
    catch {
        [Console]::Out.WriteLine("$("$_" -match 'Is it the vault' ? 'refused' : 'failed'): $_")
    }
}
