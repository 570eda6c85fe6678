# Signs in to Auth0 with a client secret that is rotated with -AnnounceFor, without being refused when the secret changes.
#
# PowerShell 7.4 or later; Auth0Ps is not needed where this runs:
#
#   . ./SignIn.ps1
#   $signIn = New-SignIn https://example.eu.auth0.com $clientId https://billing.example.com billing-client-secret { Get-Secret $args[0] -Vault Prod -AsPlainText -ErrorAction Ignore }
#   Invoke-RestMethod https://billing.example.com/invoices -Authentication Bearer -Token (Get-SignInToken $signIn)

# Access tokens of one application. -Read is what you replace: it returns the text of the entry that it is given the name of, or nothing where there
# is no such entry. -Patience is in seconds: Auth0 may take 30 until it accepts a new secret everywhere.
function New-SignIn([uri] $Tenant, [string] $ClientId, [string] $Audience, [string] $Entry, [scriptblock] $Read, [double] $Patience = 60) {
    [pscustomobject]@{
        Endpoint = [uri]::new($Tenant, '/oauth/token')
        ClientId = $ClientId
        Audience = $Audience
        Entry    = $Entry
        Read     = $Read
        Patience = $Patience
        Token    = $null
        RenewAt  = [datetime]::MinValue
    }
}

# The access token, kept until shortly before its end. -Renew signs in anew: for an API that refused the token.
function Get-SignInToken($SignIn, [switch] $Renew) {
    if ($Renew -or [datetime]::UtcNow -ge $SignIn.RenewAt) {
        Update-SignIn $SignIn
    }
    $SignIn.Token
}

function Update-SignIn($SignIn) {
    $clock = [System.Diagnostics.Stopwatch]::StartNew()
    # The current one, the next one. While a change spreads, Auth0 may accept only the old one at one moment and only the new one at the
    # next: so each round reads again, and in the other order, and no rhythm of the servers can keep hitting the wrong one.
    $names = @($SignIn.Entry, "$($SignIn.Entry)-next")
    for ($pause = 0.1; $true; $pause = [Math]::Min($pause * 2, 2)) {
        $refused = @()
        foreach ($name in $names) {
            $secret = & $SignIn.Read $name
            if (-not $secret -or $refused -ccontains $secret) {
                continue
            }
            if (Test-SignIn $SignIn $secret) {
                return
            }
            $refused += $secret
        }
        if ($clock.Elapsed.TotalSeconds + $pause -gt $SignIn.Patience) {
            $why = $refused ? 'Auth0 refuses what the vault has' : 'The vault has nothing'
            throw "$why as '$($SignIn.Entry)' and '$($SignIn.Entry)-next'. Is it the vault that the rotation writes to?"
        }
        Start-Sleep -Seconds $pause
        [array]::Reverse($names)
    }
}

function Test-SignIn($SignIn, [string] $Secret) {
    $form = @{ grant_type = 'client_credentials'; client_id = $SignIn.ClientId; client_secret = $Secret; audience = $SignIn.Audience }
    $answer = Invoke-RestMethod $SignIn.Endpoint -Method Post -Body $form -SkipHttpErrorCheck -StatusCodeVariable status -TimeoutSec 30
    if ($status -eq 401 -or $answer.error -eq 'invalid_client') {
        return $false
    }
    if ($status -ne 200) {
        # Another secret would not help: no grant for the API, too many requests, an outage.
        throw "The token endpoint answered with status $status $($answer.error)".TrimEnd()
    }
    $SignIn.Token = ConvertTo-SecureString $answer.access_token -AsPlainText -Force
    $SignIn.RenewAt = [datetime]::UtcNow.AddSeconds($answer.expires_in - [Math]::Min(60, $answer.expires_in / 10))
    $true
}
