using Auth0Ps.Applications;
using Auth0Ps.Rotation;

namespace Auth0Ps.Pipeline.Rotating;

/// <summary>Says and asks what a rotation means for those who sign in, before it is begun.</summary>
/// <param name="console">Where it is told and asked.</param>
/// <param name="open">Opens a tenant.</param>
internal sealed class RotationQuestions(IRotationConsole console, Func<Auth0Connection, TenantSession> open)
{
    private static readonly string Action = CredentialKind.ClientSecret.RotatingMeans(move: null);

    private const string Announcing = "Put the next client secret beside the present one, which stops working when the announced time has come";

    private const string WayBack = "Move it from private keys back to a client secret; its keys stop working at once for all who use them";

    private readonly KeyRotationQuestions _ofKeys = new(console, open);

    /// <summary>Asks; returns the target as the user wants it, or null when it is not to be.</summary>
    /// <param name="what">The application, in words.</param>
    /// <param name="target">What is to be rotated.</param>
    /// <param name="connection">The connection it goes through.</param>
    /// <param name="stop">Ends a look at the tenant.</param>
    /// <exception cref="Auth0Exception">Why it cannot be.</exception>
    public async Task<RotationTarget?> AskAsync(string what, RotationTarget target, Auth0Connection connection, CancellationToken stop)
    {
        if (target.Kind.IsKey)
            return await _ofKeys.AskAsync(what, target, connection, stop);

        var announces = target.AnnounceFor is not null && target.Options is { AppliesAtOnce: false, Origin: not (RotationOrigin.Due or RotationOrigin.Schedule) };
        var into = $"{target.Mapping.InWords} in vault '{target.Vault}'{string.Concat(target.CopyTo.Select(copy => $" and {copy.SecretsMapping.InWords} in vault '{copy.Vault}'"))}";
        return await AskAsync(what, target.MovesBack ? WayBack : announces ? Announcing : Action, into) ? target : null;
    }

    /// <summary>Asks about a client secret that becomes live at once.</summary>
    /// <param name="what">The application, in words.</param>
    /// <param name="into">Where the secret goes; null where it goes into no vault.</param>
    public Task<bool> AskAsync(string what, string? into) => AskAsync(what, Action, into);

    /// <summary>Under -WhatIf in one short line, with the entries that would be written.</summary>
    private async Task<bool> AskAsync(string what, string action, string? into)
    {
        if (!await console.IsWhatIfAsync())
            return await console.ShouldProcessAsync(what, action);

        var change = action switch
        {
            Announcing => "Next client secret (the present one works until the announced time)",
            WayBack => "Client secret in place of private keys (those stop working)",
            _ => "New client secret (the present one stops working)",
        };
        return await console.TellWhatIfAsync($"{change} for {what}{(into is null ? "" : $" into {into}")}");
    }
}
