using System.Globalization;
using Auth0Ps.Applications;
using Auth0Ps.Rotation;
using Auth0Ps.Rotation.PrivateKeys;

namespace Auth0Ps.Pipeline.Rotating;

/// <summary>Says and asks what a rotation of a private key means, before it is begun.</summary>
/// <param name="console">Where it is told and asked.</param>
/// <param name="open">Opens a tenant.</param>
internal sealed class KeyRotationQuestions(IRotationConsole console, Func<Auth0Connection, TenantSession> open)
{
    /// <summary>Asks; returns the target as the user wants it, or null when it is not to be.</summary>
    /// <param name="what">The application, in words.</param>
    /// <param name="target">What is to be rotated.</param>
    /// <param name="connection">The connection it goes through.</param>
    /// <param name="stop">Ends the look at the tenant.</param>
    /// <exception cref="Auth0Exception">Why it cannot be.</exception>
    public async Task<RotationTarget?> AskAsync(string what, RotationTarget target, Auth0Connection connection, CancellationToken stop)
    {
        var isWhatIf = await console.IsWhatIfAsync();
        var plan = !target.Options.RetiresOnly && (isWhatIf || await console.IsAskedAsync())
            ? await new KeyPlanner(open(connection)).PlanAsync(target, stop)
            : null;
        if (plan is not null && isWhatIf)
        {
            foreach (var step in plan.Steps)
                await console.ShouldProcessAsync(what, step);
            return null;
        }

        if (!await console.ShouldProcessAsync(what, ActionOf(target, plan)))
            return null;
        if (plan?.MustGo is not { } id || target.Options.EndsKeys)
            return target;

        return await console.ShouldContinueAsync(
            $"There is no room for a new key of {what}: Auth0 takes two keys for private_key_jwt, and four credentials in all. Delete {plan.MustGoDescription}, which was not made here? A consumer that signs with it is refused at once.",
            "Delete a key that was not made here")
            ? target with { Options = target.Options with { DeletableKeys = [id] } }
            : null;
    }

    private static string ActionOf(RotationTarget target, KeyPlan? plan) =>
        target.Options.RetiresOnly ? "Detach and delete the previous private key, whose overlap has ended"
        : plan?.Move is { } move ? $"Move it to private keys. {move}"
        : string.Create(CultureInfo.InvariantCulture, $"Rotate the private key; the present one keeps working for {(target.Key ?? new KeySpecification()).Overlap}");
}
