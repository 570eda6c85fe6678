using System.Security;
using System.Text.Json;
using Auth0Ps.Applications;
using Auth0Ps.Http;
using Auth0Ps.Security;

namespace Auth0Ps.Rotation.ClientSecrets;

/// <summary>What sending a new secret to Auth0 proved.</summary>
/// <param name="Outcome">Done, refused at every attempt, or unknown.</param>
/// <param name="Echo">Whether the answer showed the new secret; null when it showed none. An answer that shows another one proves nothing.</param>
/// <param name="Attempts">How often it was sent.</param>
internal sealed record SecretChange(ResponseOutcome Outcome, bool? Echo, int Attempts, Auth0Exception? Failure)
{
    /// <summary>The application as the answer describes it; null when it does not.</summary>
    public Auth0Application? Application { get; private init; }

    /// <summary>
    /// Sends <c>PATCH /api/v2/clients/{id}</c> with the secret in it. Carrying its value it may be repeated, unlike
    /// <c>POST rotate-secret</c>, which makes another secret each time it arrives.
    /// </summary>
    /// <param name="secret">The secret to set.</param>
    /// <param name="stop">Before the first attempt it ends everything; later it lets the one under way finish, within ten seconds.</param>
    /// <exception cref="OperationCanceledException">Stopped before anything was sent.</exception>
    public static async Task<SecretChange> SendAsync(TenantSession session, string clientId, SecureString secret, CancellationToken stop) =>
        await SendAsync(session, clientId, secret, alongside: null, stop);

    /// <summary>The same, with further settings in the one request, so that they change together.</summary>
    /// <param name="secret">The secret to set.</param>
    /// <param name="alongside">Writes further members of the body; null for none.</param>
    /// <param name="stop">As above.</param>
    /// <exception cref="OperationCanceledException">Stopped before anything was sent.</exception>
    public static async Task<SecretChange> SendAsync(TenantSession session, string clientId, SecureString secret, Action<Utf8JsonWriter>? alongside, CancellationToken stop)
    {
        stop.ThrowIfCancellationRequested();

        // Asked beforehand: once the change is made, nothing else may fail.
        var fields = await ShownFieldsAsync(session, stop);
        var call = new ChangeCall(HttpMethod.Patch, $"clients/{Uri.EscapeDataString(clientId)}", () => SecretJson.ObjectWith("client_secret", secret, alongside))
        {
            Secrets = [secret],
        };
        var showsAnother = false;
        var change = await ManagementChange.SendAsync(session, call, clientId, Read, stop);
        return new SecretChange(change.Outcome, showsAnother ? false : change.Answer?.Echo, change.Attempts, change.Failure) { Application = change.Answer?.Application };

        ChangeAnswer<Shown> Read(TenantResponse response)
        {
            if (ClientAnswer.WhyNot(response, clientId) is { } why)
                return ChangeAnswer<Shown>.IsNot(why);

            using var echoed = SecretJson.ReadString(response.Body.Span, "client_secret");
            if (echoed is not null && !SecureStrings.AreEqual(echoed, secret))
            {
                showsAnother = true;
                return ChangeAnswer<Shown>.IsNot("shows another secret than the one that was sent");
            }

            return ChangeAnswer<Shown>.Is(new Shown(echoed is null ? null : true, ApplicationReader.Read(response.Json!.Value, session.Connection, fields)));
        }
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

    private sealed record Shown(bool? Echo, Auth0Application Application);
}
