namespace Auth0Ps;

/// <summary>The reasons an operation can fail for; each is the stable part of a PowerShell error id (<c>Auth0Ps.&lt;Reason&gt;</c>).</summary>
public enum ErrorReason
{
    /// <summary>The domain, tenant name or region cannot be an Auth0 tenant's.</summary>
    InvalidDomain,

    /// <summary>A name is not a slug of 1 to 64 characters.</summary>
    InvalidName,

    /// <summary>An argument does not fit together with the others, or is out of its range.</summary>
    InvalidArgument,

    /// <summary>A connection of that name exists already.</summary>
    ConnectionExists,

    /// <summary>No connection has that name or id, or none can be assumed.</summary>
    ConnectionNotFound,

    /// <summary>The connection's secret is not to be had in this process.</summary>
    SecretUnavailable,

    /// <summary>The host name does not resolve.</summary>
    HostNotFound,

    /// <summary>The host does not answer, or the connection broke.</summary>
    TenantUnreachable,

    /// <summary>The host's certificate is not trusted.</summary>
    CertificateRefused,

    /// <summary>No secure connection to the host came about.</summary>
    TlsFailed,

    /// <summary>A proxy on the way to the host is not there, or does not let the connection through; nothing was sent.</summary>
    ProxyFailed,

    /// <summary>An answer did not come in time.</summary>
    Timeout,

    /// <summary>The host answers, but not as Auth0 does.</summary>
    UnexpectedResponse,

    /// <summary>Client id and secret were refused by the token endpoint.</summary>
    CredentialsRefused,

    /// <summary>The application has no client grant for the audience.</summary>
    NotAuthorizedForAudience,

    /// <summary>The tenant knows no API with this audience.</summary>
    AudienceNotFound,

    /// <summary>The application may not use this grant type.</summary>
    GrantTypeNotAllowed,

    /// <summary>The token request was refused for another reason.</summary>
    TokenRequestRefused,

    /// <summary>The Management API refused the access token.</summary>
    AccessTokenRefused,

    /// <summary>The access token lacks a permission.</summary>
    InsufficientScope,

    /// <summary>The tenant's plan does not include the feature; Auth0 reports this as a scope problem.</summary>
    PlanUpgradeRequired,

    /// <summary>No application has that client id.</summary>
    ApplicationNotFound,

    /// <summary>This application's client secret cannot be rotated.</summary>
    ApplicationNotRotatable,

    /// <summary>The application has as many keys as Auth0 takes, and none that may be deleted unasked.</summary>
    KeyLimitReached,

    /// <summary>The object asked for does not exist.</summary>
    NotFound,

    /// <summary>Auth0 refused the request's content.</summary>
    RequestRefused,

    /// <summary>The tenant's rate limit was still exhausted after all retries.</summary>
    RateLimited,

    /// <summary>Auth0 answered with a server error after all retries.</summary>
    ServerError,

    /// <summary>The rotation failed; the old secret is still the live one.</summary>
    RotationFailed,

    /// <summary>The rotation may or may not have reached Auth0; the result carries the new secret.</summary>
    RotationInterrupted,

    /// <summary>Another process is changing the same secret.</summary>
    RotationBusy,

    /// <summary>A rotation of that name, or of that application, exists already.</summary>
    RotationExists,

    /// <summary>No rotation has that name.</summary>
    RotationNotFound,

    /// <summary>The sandbox could not be started.</summary>
    SandboxFailed,

    /// <summary>No sandbox runs at that address in this process.</summary>
    SandboxNotFound,

    /// <summary>A file of this module is damaged.</summary>
    StateFileDamaged,

    /// <summary>A file of this module was written by a newer version.</summary>
    StateFileNewer,

    /// <summary>A file of this module cannot be read, written or locked now.</summary>
    StateFileBusy,

    /// <summary>A lock file cannot be opened, or its file system does not keep a second holder out.</summary>
    LockUnavailable,

    /// <summary>The folder of this module's files belongs to someone else or may be written to by others, or a file in it is a link.</summary>
    StateFolderUnsafe,

    /// <summary>The server that keeps the state is not reachable, refuses this user, or cannot be written to.</summary>
    StateStoreUnavailable,

    /// <summary>The state was moved to another place, or the move to this one is not finished.</summary>
    StateStoreMoved,

    /// <summary>State cannot be moved to a place that holds other state.</summary>
    StateStoreOccupied,

    /// <summary>A private key cannot be read, or is of the wrong kind.</summary>
    InvalidPrivateKey,

    /// <summary>JSON to be imported is malformed, or says what is not supported.</summary>
    InvalidImport,

    /// <summary>A configuration file cannot be read, says what is not known, or holds a secret; the target is the path in the file.</summary>
    InvalidConfiguration,

    /// <summary>No vault of that name is registered.</summary>
    VaultNotFound,

    /// <summary>The vault is locked.</summary>
    VaultLocked,

    /// <summary>The vault's module or SecretManagement is missing or does not work.</summary>
    VaultUnavailable,

    /// <summary>Another process uses the vault and did not let go of it in time.</summary>
    VaultBusy,

    /// <summary>A vault entry cannot be read, or is of a kind that cannot be used.</summary>
    VaultReadFailed,

    /// <summary>A vault entry could not be written or removed, or did not read back as it was written.</summary>
    VaultWriteFailed,

    /// <summary>A vault entry of that name exists and holds something else.</summary>
    VaultEntryExists,

    /// <summary>A person has to sign in in a browser, and nobody is there or nobody did.</summary>
    LoginRequired,

    /// <summary>The login in the browser was refused or abandoned.</summary>
    LoginFailed,

    /// <summary>The connection is in use.</summary>
    ConnectionInUse,

    /// <summary>The scheduler is not on this machine, or cannot be used by this user.</summary>
    SchedulerMissing,

    /// <summary>The scheduler refused what was asked of it.</summary>
    SchedulerFailed,

    /// <summary>No schedule has that name.</summary>
    ScheduleNotFound,

    /// <summary>A schedule of that name exists already.</summary>
    ScheduleExists,

    /// <summary>No hook has that name.</summary>
    HookNotFound,

    /// <summary>A hook of that name exists already.</summary>
    HookExists,

    /// <summary>A hook's script may be changed by others, and is not run.</summary>
    HookScriptUnsafe,

    /// <summary>A hook could not be delivered; the rotations themselves are not affected.</summary>
    HookFailed,

    /// <summary>Unattended runs would fail; the message names all that is wrong.</summary>
    PreflightFailed,

    /// <summary>A file to be written for the user cannot be.</summary>
    ExportFailed,

    /// <summary>It has to be confirmed, and nobody is there to do so.</summary>
    ConfirmationRequired,

    /// <summary>There is no previous secret that could be made live again, or not now.</summary>
    NothingToUndo,

    /// <summary>A fault of this module itself.</summary>
    Unexpected,
}
