# A look at a tenant with plain HTTP, so that the module does not prove itself by itself.
# A tenant here is any object with Domain, Audience, ClientId and ClientSecret (a string).

# Tests remove all connections, so the user's own are kept out of reach: the data folder is a scratch one, new for each file.
if ($TestDrive) {
    $env:AUTH0PS_HOME = Join-Path $TestDrive 'auth0ps'
}

function New-Secret([string] $Text) {
    $secret = [securestring]::new()
    foreach ($letter in $Text.ToCharArray()) {
        $secret.AppendChar($letter)
    }
    $secret
}

function ConvertTo-Text([securestring] $Secret) {
    [System.Net.NetworkCredential]::new('', $Secret).Password
}

# Starts a sandbox in this process. Latency in milliseconds.
function Start-TestTenant([int] $ApplicationCount = 25, [int] $Latency = 0, [string] $RateLimit = 'none') {
    $sandbox = Start-Auth0Sandbox -ApplicationCount $ApplicationCount -Latency $Latency -RateLimit $RateLimit
    [pscustomobject]@{
        Domain       = $sandbox.Domain
        Audience     = $sandbox.Audience
        ClientId     = $sandbox.ClientId
        ClientSecret = ConvertTo-Text $sandbox.ClientSecret
        Applications = $sandbox.Applications
    }
}

# Connects with all permissions or, with -Limited, as the application that may only read:clients.
function Connect-TestTenant($Tenant, [string] $Name, [switch] $Limited) {
    $id = $Limited ? $Tenant.LimitedClientId : $Tenant.ClientId
    $secret = $Limited ? $Tenant.LimitedClientSecret : $Tenant.ClientSecret
    New-Auth0Connection -Name $Name -Domain $Tenant.Domain -ClientId $id -ClientSecret (New-Secret $secret) -WarningAction Ignore -ErrorAction Stop
}

# What every test file ends with: the process is shared by all of them.
function Clear-TestProcess {
    Get-Auth0Connection | Remove-Auth0Connection
    Stop-Auth0Sandbox
}

# The status that the token endpoint answers to this id and secret; for the tenant's own API unless told otherwise.
function Get-SignInStatus($Tenant, [string] $ClientId, [string] $Secret, [string] $Audience = $Tenant.Audience) {
    $body = @{ grant_type = 'client_credentials'; client_id = $ClientId; client_secret = $Secret; audience = $Audience }
    (Invoke-WebRequest -Method Post -Uri "$($Tenant.Domain)/oauth/token" -Body $body -SkipHttpErrorCheck).StatusCode
}

function Get-TenantToken($Tenant) {
    if (-not $Tenant.PSObject.Properties['PlainToken']) {
        $body = @{ grant_type = 'client_credentials'; client_id = $Tenant.ClientId; client_secret = $Tenant.ClientSecret; audience = $Tenant.Audience }
        $token = (Invoke-RestMethod -Method Post -Uri "$($Tenant.Domain)/oauth/token" -Body $body).access_token
        $Tenant | Add-Member -NotePropertyName PlainToken -NotePropertyValue $token
    }
    $Tenant.PlainToken
}

function Invoke-Tenant($Tenant, [string] $Path, [string] $Method = 'Get', $Body) {
    $request = @{ Method = $Method; Uri = "$($Tenant.Audience)$Path"; Headers = @{ Authorization = "Bearer $(Get-TenantToken $Tenant)" } }
    if ($Body) {
        $request.Body = ConvertTo-Json $Body -Depth 9
        $request.ContentType = 'application/json'
    }
    Invoke-RestMethod @request
}

# Gives seeded applications every kind of name that makes trouble: quotes, brackets, wildcards, variables, other scripts, a name used twice.
function Set-AwkwardName($Tenant) {
    $names = @{
        'Lagerverwaltung Grünwald'  = 'Grünwald Lagerverwaltung'
        'Admin Dashboard'           = 'Admin Dashboard [internal]'
        'Supplier Reader'           = "O'Reilly Reader"
        'Sales Reporting'           = '"Quoted" Reporting'
        'Partner Portal'            = 'Partner: Acme & Söhne'
        'Billing Service (staging)' = 'Billing Service'
        'Café Kiosk'                = 'Café Kiosk № 7'
        'Delivery Tracking'         = 'Слежение за доставкой'
        'Uptime Monitor'            = '100% Uptime Monitor'
        'Réservations'              = 'Réservations $HOME `demo`'
        'Support Desk'              = 'Support Desk; Level 2'
        'Order Alerts'              = '주문 알림 서비스'
        'Backup Agent'              = 'Backup/Restore Agent'
    }
    foreach ($client in (Invoke-Tenant $Tenant 'clients?per_page=100&fields=client_id,name')) {
        if ($names[$client.name]) {
            $null = Invoke-Tenant $Tenant "clients/$($client.client_id)" -Method Patch -Body @{ name = $names[$client.name] }
        }
    }
}

function Get-TenantSecret($Tenant, [string] $ClientId) {
    (Invoke-Tenant $Tenant "clients/${ClientId}?fields=client_secret&include_fields=true").client_secret
}

function Set-TenantSecret($Tenant, [string] $ClientId, [string] $Secret) {
    $null = Invoke-Tenant $Tenant "clients/$ClientId" -Method Patch -Body @{ client_secret = $Secret }
}

# Client id -> secret of every application.
function Get-TenantSecretTable($Tenant) {
    $secrets = @{}
    $from = ''
    do {
        $page = Invoke-Tenant $Tenant "clients?take=100&fields=client_id,client_secret&include_fields=true$from"
        foreach ($client in $page.clients) {
            $secrets[$client.client_id] = $client.client_secret
        }
        $from = $page.PSObject.Properties['next'] ? "&from=$($page.next)" : ''
    } while ($from)
    $secrets
}

# An application that may ask for tokens by itself: its ClientId, Name, Secret, and an Audience it is authorized for.
function Find-SignInApplication($Tenant) {
    $grants = @(Invoke-Tenant $Tenant 'client-grants?per_page=100') | ForEach-Object { $_ } | Where-Object {
        $_.audience -ne $Tenant.Audience -and -not ($_.PSObject.Properties['organization_usage'] -and $_.organization_usage -eq 'require')
    }
    foreach ($grant in $grants) {
        $client = Invoke-Tenant $Tenant "clients/$($grant.client_id)"
        if ($client.PSObject.Properties['token_endpoint_auth_method'] -and $client.token_endpoint_auth_method -eq 'client_secret_post') {
            return [pscustomobject]@{ ClientId = $client.client_id; Name = $client.name; Secret = $client.client_secret; Audience = $grant.audience }
        }
    }
}
