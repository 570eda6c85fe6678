using System.Security;
using System.Text.Json;
using Auth0Ps.Http;
using Auth0Ps.Management;
using Auth0Ps.Security;

namespace Auth0Ps.Rotation;

/// <summary>What sending a new secret to Auth0 proved.</summary>
/// <param name="Outcome">Done, refused at every attempt, or unknown.</param>
/// <param name="Echo">Whether the answer showed the new secret; null when it showed none.</param>
/// <param name="Attempts">How often it was sent.</param>
/// <param name="Failure">Why it is not done.</param>
internal sealed record SecretChange(ResponseOutcome Outcome, bool? Echo, int Attempts, Auth0Exception? Failure)
{
    /// <summary>The application as the answer describes it; null when it does not.</summary>
    public Auth0Application? Application { get; private init; }

    /// <summary>How long a change under way may take once the user wants to stop.</summary>
    private static readonly TimeSpan FinishWithin = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Sends <c>PATCH /api/v2/clients/{id}</c> with the secret in it. Carrying its value it may be repeated, unlike
    /// <c>POST rotate-secret</c>, which makes another secret each time it arrives.
    /// </summary>
    /// <param name="session">The tenant.</param>
    /// <param name="clientId">The application.</param>
    /// <param name="secret">The secret to set.</param>
    /// <param name="stop">Before the first attempt it ends everything; later it lets the one under way finish, within ten seconds.</param>
    /// <exception cref="OperationCanceledException">Stopped before anything was sent.</exception>
    public static async Task<SecretChange> SendAsync(TenantSession session, string clientId, SecureString secret, CancellationToken stop)
    {
        stop.ThrowIfCancellationRequested();

        // Asked beforehand: once the change is made, nothing else may fail.
        var fields = await ShownFieldsAsync(session, stop);
        using var abandon = new CancellationTokenSource();
        using var hurry = stop.Register(() => abandon.CancelAfter(FinishWithin));
        var attempts = 0;
        try
        {
            using var response = await session.SendAsync(
                HttpMethod.Patch,
                $"clients/{Uri.EscapeDataString(clientId)}",
                () =>
                {
                    attempts++;
                    return SecretJson.ObjectWith("client_secret", secret);
                },
                RetryRule.Repeatable,
                stop,
                abandon.Token);
            return Judge(session, clientId, secret, response, attempts, fields);
        }
        catch (Auth0Exception exception)
        {
            return new SecretChange(exception.NothingSent || exception.IsRefusal ? ResponseOutcome.Refused : ResponseOutcome.Unknown, Echo: null, attempts, exception);
        }
        catch (OperationCanceledException) when (abandon.IsCancellationRequested)
        {
            return new SecretChange(
                ResponseOutcome.Unknown,
                Echo: null,
                attempts,
                new Auth0Exception(ErrorReason.RotationInterrupted, "The command was stopped while Auth0 had not answered yet.") { Target = clientId });
        }
    }

    private static SecretChange Judge(TenantSession session, string clientId, SecureString secret, TenantResponse response, int attempts, string fields)
    {
        var outcome = AuthErrorBody.OutcomeOf(response);
        if (outcome == ResponseOutcome.Done)
        {
            using var echoed = SecretJson.ReadString(response.Body.Span, "client_secret");
            return new SecretChange(outcome, echoed is null ? null : SecretText.AreEqual(echoed, secret), attempts, Failure: null)
            {
                Application = response.Json is { ValueKind: JsonValueKind.Object } json ? ApplicationReader.Read(json, session.Connection, fields) : null,
            };
        }

        var refused = outcome == ResponseOutcome.Refused
            && !response.FollowsUnknown
            && AuthErrorBody.From(response) is { OfManagementApi: true };
        return new SecretChange(
            refused ? ResponseOutcome.Refused : ResponseOutcome.Unknown,
            Echo: null,
            attempts,
            Explain(session, response, clientId));
    }

    private static async Task<string> ShownFieldsAsync(TenantSession session, CancellationToken stop)
    {
        try
        {
            return ApplicationFields.For(await session.GetTokenAsync(cancellationToken: stop));
        }
        catch (Auth0Exception)
        {
            // The change itself says what is wrong.
            return "";
        }
    }

    private static Auth0Exception Explain(TenantSession session, TenantResponse response, string clientId)
    {
        var failure = ManagementFaults.From(session, response, clientId);
        return failure.Reason == ErrorReason.NotFound ? ApplicationDirectory.NotFound(session, clientId, failure) : failure;
    }
}
