# Applications with private keys, and their consumers: with .NET and plain requests, so that the module does not prove itself by itself.
# Needs Tenant.ps1.

# An application that asks for tokens by itself; its client_id, name and client_secret. Its id tokens are signed with HS256.
function New-MachineApplication($Tenant, [string] $Name, [string[]] $Scope = 'read:clients') {
    $made = Invoke-Tenant $Tenant clients -Method Post -Body @{ name = $Name; app_type = 'non_interactive'; token_endpoint_auth_method = 'client_secret_post'; grant_types = @('client_credentials'); jwt_configuration = @{ alg = 'HS256' } }
    $null = Invoke-Tenant $Tenant client-grants -Method Post -Body @{ client_id = $made.client_id; audience = $Tenant.Audience; scope = $Scope }
    $made
}

# The credentials that the tenant has of an application.
function Get-TenantKey($Tenant, [string] $ClientId) {
    Invoke-Tenant $Tenant "clients/$ClientId/credentials" | ForEach-Object { $_ }
}

# Registers a key that no rotation made, and brings it into use beside those that are; its id and PEM.
function Add-TenantKey($Tenant, [string] $ClientId, [string] $Name) {
    $key = [System.Security.Cryptography.RSA]::Create(2048)
    $made = Invoke-Tenant $Tenant "clients/$ClientId/credentials" -Method Post -Body @{ credential_type = 'public_key'; name = $Name; pem = $key.ExportSubjectPublicKeyInfoPem() }
    $inUse = @(Get-TenantKey $Tenant $ClientId | ForEach-Object { @{ id = $_.id } })
    $null = Invoke-Tenant $Tenant "clients/$ClientId" -Method Patch -Body @{ token_endpoint_auth_method = $null; jwt_configuration = @{ alg = 'RS256' }; client_authentication_methods = @{ private_key_jwt = @{ credentials = $inUse } } }
    [pscustomobject]@{ Id = $made.id; KeyId = $made.kid; Pem = $key.ExportPkcs8PrivateKeyPem() }
}

# Registers a key that signs authorization requests (JAR) beside those that do; its id.
function Add-TenantRequestKey($Tenant, [string] $ClientId, [string] $Name) {
    $key = [System.Security.Cryptography.RSA]::Create(2048)
    $made = Invoke-Tenant $Tenant "clients/$ClientId/credentials" -Method Post -Body @{ credential_type = 'public_key'; name = $Name; pem = $key.ExportSubjectPublicKeyInfoPem() }
    $inUse = @((Invoke-Tenant $Tenant "clients/$ClientId").signed_request_object.credentials.id) + $made.id | Where-Object { $_ } | ForEach-Object { @{ id = $_ } }
    $null = Invoke-Tenant $Tenant "clients/$ClientId" -Method Patch -Body @{ signed_request_object = @{ credentials = @($inUse) } }
    $made.id
}

# The status that the token endpoint answers to an assertion signed with this key.
function Get-KeySignInStatus($Tenant, [string] $ClientId, [string] $Pem, [string] $Algorithm = 'RS256') {
    $encode = { [Convert]::ToBase64String($args[0]).TrimEnd('=').Replace('+', '-').Replace('/', '_') }
    $key = [System.Security.Cryptography.RSA]::Create()
    $key.ImportFromPem($Pem)
    $claims = @{ iss = $ClientId; sub = $ClientId; aud = "$($Tenant.Domain)/"; jti = "$([guid]::NewGuid())"; exp = [DateTimeOffset]::UtcNow.ToUnixTimeSeconds() + 60 }
    $content = (@{ alg = $Algorithm; typ = 'JWT' }, $claims | ForEach-Object { & $encode ([System.Text.Encoding]::UTF8.GetBytes((ConvertTo-Json $_ -Compress))) }) -join '.'
    $padding = $Algorithm -eq 'PS256' ? [System.Security.Cryptography.RSASignaturePadding]::Pss : [System.Security.Cryptography.RSASignaturePadding]::Pkcs1
    $signature = & $encode $key.SignData([System.Text.Encoding]::ASCII.GetBytes($content), 'SHA256', $padding)
    $body = @{
        grant_type            = 'client_credentials'
        audience              = $Tenant.Audience
        client_assertion_type = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'
        client_assertion      = "$content.$signature"
    }
    [int](Invoke-WebRequest -Method Post -Uri "$($Tenant.Domain)/oauth/token" -Body $body -SkipHttpErrorCheck).StatusCode
}

# The key's id: its RFC 7638 thumbprint.
function Get-KeyThumbprint([string] $Pem) {
    $encode = { [Convert]::ToBase64String($args[0]).TrimEnd('=').Replace('+', '-').Replace('/', '_') }
    $key = [System.Security.Cryptography.RSA]::Create()
    $key.ImportFromPem($Pem)
    $public = $key.ExportParameters($false)
    $text = '{{"e":"{0}","kty":"RSA","n":"{1}"}}' -f (& $encode $public.Exponent), (& $encode $public.Modulus)
    & $encode ([System.Security.Cryptography.SHA256]::HashData([System.Text.Encoding]::UTF8.GetBytes($text)))
}
