using System.Runtime.CompilerServices;
using System.Security;
using System.Text.Json;
using Auth0Ps.Naming;
using Auth0Ps.Security;

namespace Auth0Ps.Management;

/// <summary>Reads a tenant's applications.</summary>
/// <param name="session">The session to read through.</param>
public sealed class ApplicationDirectory(TenantSession session)
{
    private const int PageSize = 100;

    /// <summary>Lists applications as their pages arrive, in Auth0's order.</summary>
    /// <param name="appTypes">Types to list; all when null or empty.</param>
    /// <param name="cancellationToken">Ends the listing.</param>
    /// <exception cref="Auth0Exception">A page was refused or did not come.</exception>
    public async IAsyncEnumerable<Auth0Application> ListAsync(
        IReadOnlyList<string>? appTypes,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var fields = ApplicationFields.For(await session.GetTokenAsync(cancellationToken: cancellationToken));
        var types = appTypes is { Count: > 0 } ? "&app_type=" + string.Join(',', appTypes.Select(Uri.EscapeDataString)) : "";
        string? next = null;
        do
        {
            // Checkpoint paging, because it has no upper end as offset paging may have.
            var from = next is null ? "" : "&from=" + Uri.EscapeDataString(next);
            using var page = await session.GetJsonAsync($"clients?take={PageSize}{from}&fields={fields}&include_fields=true{types}", target: null, cancellationToken);
            var (items, checkpoint) = Open(page.Json!.Value);
            foreach (var item in items)
                yield return ApplicationReader.Read(item, session.Connection, fields);
            next = checkpoint;
        }
        while (next is not null);
    }

    /// <summary>Gets one application.</summary>
    /// <param name="clientId">Its client id.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="Auth0Exception"><see cref="ErrorReason.ApplicationNotFound"/> among others.</exception>
    public async Task<Auth0Application> GetAsync(string clientId, CancellationToken cancellationToken)
    {
        var id = ClientIds.Require(clientId);
        var fields = ApplicationFields.For(await session.GetTokenAsync(cancellationToken: cancellationToken));
        try
        {
            using var response = await session.GetJsonAsync(
                $"clients/{id}?fields={fields}&include_fields=true", id, cancellationToken);
            return ApplicationReader.Read(response.Json!.Value, session.Connection, fields);
        }
        catch (Auth0Exception exception) when (exception.Reason == ErrorReason.NotFound)
        {
            throw NotFound(session, id, exception);
        }
    }

    /// <summary>Reads an application's secret as Auth0 has it now; null when Auth0 does not show it.</summary>
    internal async Task<SecureString?> ReadSecretAsync(string clientId, CancellationToken cancellationToken)
    {
        using var response = await session.GetJsonAsync(
            $"clients/{Uri.EscapeDataString(clientId)}?fields=client_secret&include_fields=true", clientId, cancellationToken);
        return SecretJson.ReadString(response.Body.Span, "client_secret");
    }

    internal static Auth0Exception NotFound(TenantSession session, string clientId, Auth0Exception cause) =>
        new(ErrorReason.ApplicationNotFound,
            $"The tenant at '{session.Connection.Domain}' has no application with the client id '{clientId}'.",
            $"Get-Auth0Application -Connection {session.Connection.Name} lists them.",
            cause)
        { Target = clientId, StatusCode = cause.StatusCode, ErrorCode = cause.ErrorCode, RequestId = cause.RequestId, IsRefusal = cause.IsRefusal };

    private static (JsonElement.ArrayEnumerator Items, string? Next) Open(JsonElement page)
    {
        if (page.ValueKind == JsonValueKind.Array)
            return (page.EnumerateArray(), null);
        if (page.ValueKind == JsonValueKind.Object && page.TryGetProperty("clients", out var items) && items.ValueKind == JsonValueKind.Array)
        {
            var next = page.TryGetProperty("next", out var checkpoint) && checkpoint.ValueKind == JsonValueKind.String ? checkpoint.GetString() : null;
            return (items.EnumerateArray(), string.IsNullOrEmpty(next) ? null : next);
        }

        throw new Auth0Exception(ErrorReason.UnexpectedResponse, "The list of applications did not come in the Management API's form.");
    }
}
