using Auth0Ps.Sandbox.Json;
using Auth0Ps.Sandbox.Tenant;

namespace Auth0Ps.Sandbox.Authentication.RefreshTokens;

/// <summary>The application's <c>refresh_token</c> setting.</summary>
/// <param name="Rotates">Whether every use gives a new token.</param>
/// <param name="Leeway">How long a token that was exchanged may be used again, so that a lost answer costs nothing.</param>
/// <param name="Lifetime">From the login on; null for ever.</param>
/// <param name="IdleLifetime">From the last use on; null for ever.</param>
internal sealed record RefreshTokenPolicy(bool Rotates, TimeSpan Leeway, TimeSpan? Lifetime, TimeSpan? IdleLifetime)
{
    public static RefreshTokenPolicy Of(Client client)
    {
        if (client.Settings.Member("refresh_token") is not { } setting)
            return new(false, TimeSpan.Zero, null, null);
        var expires = setting.Text("expiration_type") == "expiring";
        return new(
            setting.Text("rotation_type") == "rotating",
            TimeSpan.FromSeconds(setting.Number("leeway") ?? 0),
            expires && setting.Flag("infinite_token_lifetime") != true ? Seconds(setting.Number("token_lifetime")) : null,
            expires && setting.Flag("infinite_idle_token_lifetime") != true ? Seconds(setting.Number("idle_token_lifetime")) : null);
    }

    public bool IsOver(RefreshTokenFamily family, DateTimeOffset now) =>
        now - family.CreatedAt >= Lifetime || now - family.UsedAt >= IdleLifetime;

    private static TimeSpan? Seconds(int? number) => number is { } seconds ? TimeSpan.FromSeconds(seconds) : null;
}
