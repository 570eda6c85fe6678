# What the module promises to those who type its names.

# Every cmdlet that the module has or will have. A name that is not here is a slip.
$script:ContractCmdlets = @(
    'New-Auth0Connection', 'Get-Auth0Connection', 'Set-Auth0Connection', 'Remove-Auth0Connection', 'Test-Auth0Connection', 'Import-Auth0Connection'
    'Get-Auth0AccessToken', 'Invoke-Auth0RestMethod', 'Get-Auth0Application'
    'New-Auth0SecretRotation', 'Get-Auth0SecretRotation', 'Set-Auth0SecretRotation', 'Remove-Auth0SecretRotation', 'Invoke-Auth0SecretRotation'
    'Test-Auth0SecretRotation', 'Resume-Auth0SecretRotation', 'Undo-Auth0SecretRotation', 'Get-Auth0SecretRotationHistory', 'Import-Auth0SecretRotation'
    'Register-Auth0RotationSchedule', 'Get-Auth0RotationSchedule', 'Unregister-Auth0RotationSchedule'
    'Register-Auth0RotationHook', 'Get-Auth0RotationHook', 'Test-Auth0RotationHook', 'Unregister-Auth0RotationHook'
    'Get-Auth0SecretUsage', 'Get-Auth0CredentialReport', 'Export-Auth0CredentialReport'
    'Get-Auth0StateStore', 'Set-Auth0StateStore', 'Move-Auth0StateStore'
    'Export-Auth0Configuration', 'Sync-Auth0Configuration'
    'Start-Auth0Sandbox', 'Stop-Auth0Sandbox', 'Use-Auth0Sandbox'
)

# The properties of each output type, in the contract's order.
$script:ContractProperties = @{
    Auth0Connection           = 'Id', 'Name', 'Description', 'ProjectId', 'App', 'Method', 'ApiType', 'GrantType', 'Domain', 'Region', 'Audience', 'BaseUri', 'Organization', 'Scope', 'ClientId', 'CredentialsHash', 'SecretReference', 'Persisted', 'Version', 'CreatedAt', 'UpdatedAt'
    Auth0ConnectionTest       = 'Connection', 'Succeeded', 'GrantedScope', 'MissingScope', 'TokenExpiresAt', 'Latency', 'Checks'
    Auth0Check                = 'Name', 'Outcome', 'Detail', 'Recommendation'
    Auth0AccessToken          = 'Token', 'TokenType', 'Scope', 'Audience', 'ExpiresAt'
    Auth0Application          = 'ClientId', 'Name', 'AppType', 'IsFirstParty', 'TokenEndpointAuthMethod', 'GrantTypes', 'Metadata', 'Connection'
    Auth0SecretRotation       = 'Id', 'Name', 'Type', 'Description', 'ProjectId', 'Connection', 'ClientId', 'ApplicationName', 'Vault', 'SecretsMapping', 'CopyTo', 'Environment', 'SecretPath', 'RotationInterval', 'RotateAtUtc', 'RotationWindow', 'RotateOn', 'Jitter', 'AutoRotation', 'CredentialType', 'Overlap', 'AnnounceFor', 'AppliesAt', 'DriftedAt', 'KeepPrevious', 'Owner', 'ActiveIndex', 'RotationStatus', 'State', 'Age', 'LastRotationAttemptedAt', 'LastRotatedAt', 'LastRotationJobId', 'LastRotationMessage', 'NextRotationAt', 'CreatedAt', 'UpdatedAt'
    Auth0SecretRotationTest   = 'Rotation', 'Succeeded', 'Checks'
    Auth0SecretRotationResult = 'Name', 'ClientId', 'ApplicationName', 'Status', 'Phase', 'Credential', 'Vault', 'SecretNames', 'VerifiedBy', 'RotatedAt', 'AppliesAt', 'NextRotationAt', 'JobId', 'Attempts', 'Message', 'Copies', 'Hooks'
    Auth0SecretDestination    = 'Vault', 'SecretsMapping'
    Auth0SecretCopy           = 'Vault', 'Status', 'Message'
    Auth0SecretUsage          = 'ClientId', 'ApplicationName', 'LastSucceededAt', 'LastRefusedAt', 'Succeeded', 'Refused', 'RefusedSinceRotation', 'Sources', 'Covers'
    Auth0SignInSource         = 'Address', 'UserAgent', 'Client', 'Count', 'FirstSeenAt', 'LastSeenAt'
    Auth0CredentialReportEntry = 'ClientId', 'ApplicationName', 'AppType', 'Kind', 'CredentialId', 'Covered', 'Rotation', 'State', 'Owner', 'ChangedAt', 'AgeEvidence', 'Age', 'MinimumAge', 'IsTooOld', 'LastResult', 'LastRotatedAt', 'NextRotationAt', 'Use', 'LastUsedAt', 'RefusedSinceRotation', 'Covers', 'Tenant', 'Connection', 'ReportedAt'
    Auth0SecretRotationRecord = 'Name', 'ClientId', 'At', 'JobId', 'Status', 'Phase', 'VerifiedBy', 'Attempts', 'Message', 'Host', 'RotationId', 'ApplicationName', 'CredentialType', 'StartedAt', 'Steps', 'Vault', 'Connection', 'ConnectionId', 'Tenant', 'User', 'Origin'
    Auth0DueRun               = 'Store', 'Saved', 'Due', 'Succeeded', 'Announced', 'Failed', 'Interrupted', 'Skipped', 'NextRotationAt'
    Auth0StateStore           = 'Kind', 'Location', 'Version', 'Reachable', 'Vault', 'SecretName', 'Message'
    Auth0ConfigurationChange  = 'Kind', 'Name', 'Action', 'Changes'
    Auth0SandboxTenant        = 'Domain', 'ClientId', 'ClientSecret', 'Audience', 'Applications'
}

# The properties that the contract names and the object lacks.
function Get-MissingProperty($InputObject, [string] $Type) {
    $ContractProperties[$Type] | Where-Object { $_ -notin $InputObject.PSObject.Properties.Name }
}

# The list properties that give something else by index than one item; PowerShell sees only the indexers of arrays and of public types.
function Get-PropertyWithoutIndex($InputObject) {
    $InputObject.PSObject.Properties | Where-Object {
        $_.Value -is [System.Collections.IEnumerable] -and $_.Value -isnot [string] -and $_.Value -isnot [System.Collections.IDictionary] -and @($_.Value).Count -gt 1 -and
        (@($_.Value[0]).Count -ne 1 -or -not [object]::ReferenceEquals($_.Value[1], @($_.Value)[1]))
    } | ForEach-Object Name
}
