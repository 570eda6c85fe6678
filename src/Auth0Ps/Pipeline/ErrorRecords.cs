using System.Management.Automation;

namespace Auth0Ps.Pipeline;

/// <summary>Turns failures into error records: id, category, target and what to do.</summary>
internal static class ErrorRecords
{
    public static ErrorRecord From(Auth0Exception failure) =>
        new(failure, $"Auth0Ps.{failure.Reason}", CategoryOf(failure.Reason), failure.Target)
        {
            ErrorDetails = new ErrorDetails(failure.Message) { RecommendedAction = failure.RecommendedAction ?? "" },
        };

    // Without a default, so that a reason that is missing here fails the build (CS8509); numbers that are no reason do not occur.
#pragma warning disable CS8524
    private static ErrorCategory CategoryOf(ErrorReason reason) => reason switch
    {
        ErrorReason.InvalidDomain or ErrorReason.InvalidName or ErrorReason.InvalidArgument
            or ErrorReason.InvalidPrivateKey => ErrorCategory.InvalidArgument,
        ErrorReason.ConnectionExists or ErrorReason.VaultEntryExists or ErrorReason.RotationExists
            or ErrorReason.ScheduleExists or ErrorReason.HookExists or ErrorReason.StateStoreOccupied => ErrorCategory.ResourceExists,
        ErrorReason.ConnectionNotFound or ErrorReason.ApplicationNotFound or ErrorReason.NotFound or ErrorReason.AudienceNotFound
            or ErrorReason.SandboxNotFound or ErrorReason.VaultNotFound or ErrorReason.RotationNotFound
            or ErrorReason.ScheduleNotFound or ErrorReason.HookNotFound => ErrorCategory.ObjectNotFound,
        ErrorReason.SecretUnavailable or ErrorReason.HostNotFound or ErrorReason.SandboxFailed
            or ErrorReason.VaultUnavailable or ErrorReason.SchedulerFailed or ErrorReason.LockUnavailable
            or ErrorReason.StateStoreUnavailable or ErrorReason.StateStoreMoved => ErrorCategory.ResourceUnavailable,
        ErrorReason.SchedulerMissing => ErrorCategory.NotInstalled,
        ErrorReason.StateFileDamaged or ErrorReason.StateFileNewer or ErrorReason.InvalidImport
            or ErrorReason.InvalidConfiguration => ErrorCategory.InvalidData,
        ErrorReason.StateFileBusy or ErrorReason.VaultBusy or ErrorReason.ConnectionInUse
            or ErrorReason.RotationBusy => ErrorCategory.ResourceBusy,
        ErrorReason.TenantUnreachable or ErrorReason.ProxyFailed => ErrorCategory.ConnectionError,
        ErrorReason.CertificateRefused or ErrorReason.TlsFailed or ErrorReason.StateFolderUnsafe
            or ErrorReason.HookScriptUnsafe => ErrorCategory.SecurityError,
        ErrorReason.Timeout => ErrorCategory.OperationTimeout,
        ErrorReason.UnexpectedResponse or ErrorReason.ServerError => ErrorCategory.ProtocolError,
        ErrorReason.CredentialsRefused or ErrorReason.AccessTokenRefused or ErrorReason.LoginRequired
            or ErrorReason.LoginFailed or ErrorReason.VaultLocked => ErrorCategory.AuthenticationError,
        ErrorReason.NotAuthorizedForAudience or ErrorReason.GrantTypeNotAllowed or ErrorReason.TokenRequestRefused
            or ErrorReason.InsufficientScope or ErrorReason.PlanUpgradeRequired => ErrorCategory.PermissionDenied,
        ErrorReason.ApplicationNotRotatable or ErrorReason.ConfirmationRequired or ErrorReason.RequestRefused or ErrorReason.PreflightFailed or ErrorReason.NothingToUndo => ErrorCategory.InvalidOperation,
        ErrorReason.RateLimited or ErrorReason.KeyLimitReached => ErrorCategory.LimitsExceeded,
        ErrorReason.HookFailed => ErrorCategory.OperationStopped,
        ErrorReason.VaultReadFailed => ErrorCategory.ReadError,
        ErrorReason.VaultWriteFailed or ErrorReason.ExportFailed => ErrorCategory.WriteError,
        ErrorReason.RotationFailed or ErrorReason.RotationInterrupted => ErrorCategory.WriteError,
        ErrorReason.Unexpected => ErrorCategory.NotSpecified,
    };
#pragma warning restore CS8524
}
