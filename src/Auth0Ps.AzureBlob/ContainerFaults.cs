using System.Net.Sockets;
using System.Security.Authentication;
using Auth0Ps.State;
using Azure;
using Azure.Identity;

namespace Auth0Ps.AzureBlob;

/// <summary>Says what is wrong with the storage, and what would help.</summary>
internal static class ContainerFaults
{
    private const string Rights = "What signs in needs the role 'Storage Blob Data Contributor' on the container, or a shared access signature for it with the rights r, a, c, w, d and l.";

    private const string Ways = "Sign in with an identity (managed, of a workload, or az login), put a signature or key into AZURE_STORAGE_SAS_TOKEN or AZURE_STORAGE_KEY, or name a vault's entry: Set-Auth0StateStore -Vault NAME -SecretName NAME.";

    /// <summary>True for what comes from the storage or the way to it.</summary>
    public static bool IsOfStorage(Exception exception) =>
        exception is RequestFailedException or AuthenticationFailedException or HttpRequestException or IOException or OperationCanceledException or AggregateException;

    /// <summary>True where the same may work in a moment.</summary>
    public static bool IsPassing(Exception exception) => Cause(exception) switch
    {
        RequestFailedException { Status: 0 } fault => fault.InnerException is not HttpRequestException { InnerException: AuthenticationException },
        RequestFailedException fault => fault.Status is 408 or 429 or >= 500,
        HttpRequestException or IOException or OperationCanceledException => true,
        _ => false,
    };

    /// <summary>True where what signs in was refused.</summary>
    public static bool IsRefusal(Exception exception) => Cause(exception) is RequestFailedException { Status: 401 or 403 };

    /// <summary>The failure for users.</summary>
    public static Auth0Exception Explain(AzureBlobLocation location, Exception exception)
    {
        var cause = Cause(exception);
        var (message, action) = cause switch
        {
            CredentialUnavailableException => ("finds nobody to sign in as: there is no signature, key or identity here", Ways),
            AuthenticationFailedException fault => ($"cannot be signed in to: {FirstLine(fault.Message)}", Ways),
            RequestFailedException { Status: 0 } fault => Unreachable(fault),
            RequestFailedException { ErrorCode: "ContainerNotFound" or "ResourceNotFound" } => ("has no such container", "Make the container, or name another one."),
            RequestFailedException { ErrorCode: "ContainerBeingDeleted" or "ContainerDisabled" } => ("is deleting the container", "Name another container, or wait until it can be made again."),
            RequestFailedException { ErrorCode: "AuthorizationPermissionMismatch" or "InsufficientAccountPermissions" or "AuthorizationResourceTypeMismatch" or "AuthorizationServiceMismatch" or "AuthorizationProtocolMismatch" } fault =>
                ($"does not allow it ({fault.ErrorCode})", Rights),
            RequestFailedException { ErrorCode: "AuthorizationFailure" } fault =>
                ($"refuses the signature or key, or takes no requests from this network ({fault.ErrorCode})", $"Look at the account's firewall as well. {Ways}"),
            RequestFailedException { ErrorCode: "AuthorizationSourceIPMismatch" or "PublicAccessNotPermitted" } fault =>
                ($"does not allow it from here ({fault.ErrorCode})", $"Look at the account's firewall and private endpoints. {Rights}"),
            RequestFailedException { ErrorCode: "KeyBasedAuthenticationNotPermitted" } => ("takes no account keys, and no signatures made with one", "Sign in with an identity, or allow storage account key access."),
            RequestFailedException { ErrorCode: "BlobImmutableDueToPolicy" or "AccountIsDisabled" or "ReadOnlyMode" } fault => ($"may only be read ({fault.ErrorCode})", "Name a container without an immutability policy, of an account that may be written to."),
            RequestFailedException { Status: 401 or 403 } fault =>
                ($"refuses the signature or key ({fault.ErrorCode ?? "AuthenticationFailed"})", $"It is wrong, it has ended, or this machine's clock is off by more than a quarter of an hour. {Ways}"),
            RequestFailedException { Status: 404 } fault => ($"has no such place ({fault.ErrorCode ?? "404"})", "Look at the account's and the container's names."),
            RequestFailedException { Status: 429 or 503 } fault => ($"takes no more requests now ({fault.ErrorCode ?? "ServerBusy"})", "Try again later; an account has a limit of requests a second."),
            RequestFailedException { Status: 507 } or RequestFailedException { ErrorCode: "AccountLimitExceeded" } => ("has no room left", "Make room in the account."),
            RequestFailedException fault => ($"answered {fault.Status} ({fault.ErrorCode ?? FirstLine(fault.Message)})", "Look at the account's state in the Azure portal."),
            OperationCanceledException => ("does not answer", "Check the network and that the account is there."),
            _ => ($"cannot be reached: {FirstLine(cause.Message)}", "Check the address, the network, and that the account is there."),
        };

        // What it says of a refusal shows parts of what was signed.
        return new Auth0Exception(ErrorReason.StateStoreUnavailable, $"The container {location.Display}, which keeps the state: the storage {message}.", action, IsRefusal(exception) ? null : exception) { Target = location.Display };
    }

    private static (string Message, string Action) Unreachable(RequestFailedException fault)
    {
        for (Exception? inner = fault; inner is not null; inner = inner.InnerException)
        {
            if (inner is AuthenticationException)
                return ($"cannot be reached by TLS: {FirstLine(inner.Message)}", "The system must trust the authority of the certificate, and that must name the host.");
            if (inner is SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.NoData })
                return ("cannot be reached: nobody knows the host", "Look at the account's name, and at the network's name servers.");
        }

        return ($"cannot be reached: {FirstLine(fault.Message)}", "Check the address, the network, and that the account is there.");
    }

    /// <summary>What the client library found the last time that it tried.</summary>
    private static Exception Cause(Exception exception) => exception is AggregateException { InnerExceptions: [.., var last] } ? Cause(last) : exception;

    private static string FirstLine(string text) => text.Split('\n', 2)[0].Trim().TrimEnd('.');
}
