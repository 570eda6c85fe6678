using System.Management.Automation;
using System.Management.Automation.Host;
using Auth0Ps.Security;
using Auth0Ps.Vaults;

namespace Auth0Ps.SecretManagement;

/// <summary>Reads what SecretManagement and the vaults below it fail with.</summary>
internal static class VaultErrors
{
    /// <summary>
    /// SecretManagement was running a vault for someone else of this process; the vault has not heard of the refused call.
    /// </summary>
    public static bool IsBusyElsewhere(RuntimeException exception) =>
        Chain(exception).Any(cause => cause is InvalidOperationException && cause.Message.Contains("a pipeline is already running", StringComparison.OrdinalIgnoreCase));

    public static bool IsSecretManagementMissing(RuntimeException exception) =>
        exception is CommandNotFoundException { CommandName: var name } && name.StartsWith("Microsoft.PowerShell.SecretManagement", StringComparison.OrdinalIgnoreCase);

    /// <summary>SecretManagement keeps its list of vaults in the home folder, and says of none, or of one that it may not write to, what a path's check says.</summary>
    public static bool IsWithoutHome(RuntimeException exception) =>
        !OperatingSystem.IsWindows()
        && (!Directory.Exists(Environment.GetEnvironmentVariable("HOME")) || Chain(exception).Any(static cause => cause is IOException or UnauthorizedAccessException));

    public static bool IsNotFound(RuntimeException exception) =>
        exception.ErrorRecord.FullyQualifiedErrorId.StartsWith("GetSecretNotFound", StringComparison.Ordinal);

    public static bool IsLocked(RuntimeException exception) =>
        Chain(exception).Any(cause => cause.GetType().FullName is "Microsoft.PowerShell.SecretManagement.PasswordRequiredException");

    /// <summary>The vault asked for input; under <c>-NonInteractive</c> a console says so in another way than a host without one.</summary>
    public static bool IsPrompt(RuntimeException exception) =>
        Chain(exception).Any(cause =>
            cause is HostException
            || (cause is PSInvalidOperationException && cause.Message.Contains("NonInteractive", StringComparison.OrdinalIgnoreCase)));

    /// <summary>The vault's own words: the innermost message, without the secret if it quotes that.</summary>
    public static string Words(RuntimeException exception, VaultSecret? secret = null)
    {
        var words = Clean(Chain(exception).Last().Message, secret);
        return words.EndsWith('.') ? words : words + ".";
    }

    /// <summary>A vault's words on one line, without the secret if they quote that, in whichever of its lines.</summary>
    public static string Clean(string words, VaultSecret? secret)
    {
        const int Longest = 500;
        if (secret is not null)
        {
            var text = SecureStrings.Reveal(secret.Secret);
            foreach (var part in ((string[])[text, .. text.Split('\n', StringSplitOptions.TrimEntries)]).Where(static part => part.Length > 0).Distinct(StringComparer.Ordinal))
                words = words.Replace(part, "[secret]", StringComparison.OrdinalIgnoreCase);
        }

        words = words.Trim().ReplaceLineEndings(" ");
        return words.Length > Longest ? words[..Longest] + "..." : words;
    }

    /// <summary>Whether the vault broke off, rather than to report an error.</summary>
    public static bool HasThrown(RuntimeException exception) => exception is not ReportedByVaultException;

    /// <summary>Whether SecretManagement reports that the vault broke off.</summary>
    public static bool IsThrown(ErrorRecord error) => error.FullyQualifiedErrorId.StartsWith("GetSecretInvalidOperation", StringComparison.Ordinal);

    private static IEnumerable<Exception> Chain(RuntimeException exception)
    {
        for (Exception? cause = exception; cause is not null; cause = cause.InnerException)
        {
            // An error that ErrorAction made an exception of, here or in the vault's own code, keeps the real one in its record.
            if (cause is ActionPreferenceStopException { ErrorRecord.Exception: { } real } && !ReferenceEquals(real, cause))
                cause = real;
            yield return cause;
        }
    }
}
