using System.Runtime.CompilerServices;
using System.Security;
using Auth0Ps.Naming;
using Auth0Ps.Security;

namespace Auth0Ps.Applications;

/// <summary>Reads a tenant's applications.</summary>
/// <param name="session">The session to read through.</param>
internal sealed class ApplicationDirectory(TenantSession session)
{
    /// <summary>Told of each record of a list that is no application and is left out; null where nobody asks.</summary>
    public Action<Auth0Exception>? Unreadable { get; init; }

    /// <summary>
    /// Lists applications as their pages arrive, each once, in Auth0's order. Behind the first page several are fetched at once, a
    /// bounded number ahead; where a tenant does not count that far, or applications were deleted meanwhile, what is missing follows.
    /// </summary>
    /// <param name="appTypes">Types to list; all when null or empty.</param>
    /// <exception cref="Auth0Exception">A page was refused or did not come.</exception>
    public async IAsyncEnumerable<Auth0Application> ListAsync(
        IReadOnlyList<string>? appTypes,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var fields = ApplicationFields.For(await session.GetTokenAsync(cancellationToken: cancellationToken));
        var types = appTypes is { Count: > 0 } ? "&app_type=" + string.Join(',', appTypes.Select(Uri.EscapeDataString)) : "";
        var pages = new ApplicationPages(session, fields, types);
        var listed = new ListedApplications();
        long read = 0;
        await foreach (var page in pages.NumberedAsync(cancellationToken))
        {
            Report(page, read);
            read += page.Count;
            foreach (var application in listed.NewOfNumbered(page))
                yield return application;
        }

        if (listed.AreComplete)
            yield break;

        // From the beginning: a checkpoint is a place of its own, and what was passed on already is left out.
        var isTold = read > 0;
        read = 0;
        await foreach (var page in pages.ByCheckpointAsync(cancellationToken))
        {
            if (!isTold)
                Report(page, read);
            read += page.Count;
            foreach (var application in listed.NewOf(page))
                yield return application;
        }
    }

    /// <summary>Gets one application.</summary>
    /// <param name="clientId">Its client id.</param>
    /// <exception cref="Auth0Exception"><see cref="ErrorReason.ApplicationNotFound"/> among others.</exception>
    public async Task<Auth0Application> GetAsync(string clientId, CancellationToken cancellationToken)
    {
        var id = ClientIds.Require(clientId);
        var fields = ApplicationFields.For(await session.GetTokenAsync(cancellationToken: cancellationToken));
        try
        {
            using var response = await session.GetJsonAsync(
                $"clients/{id}?fields={fields}&include_fields=true", id, cancellationToken);
            return ClientAnswer.WhyNot(response, id) is { } why
                ? throw NotTheApplication(session, id, why)
                : ApplicationReader.Read(response.Json!.Value, session.Connection, fields);
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
            $"clients/{Uri.EscapeDataString(clientId)}?fields=client_id,client_secret&include_fields=true", clientId, cancellationToken);
        return ClientAnswer.WhyNot(response, clientId) is { } why
            ? throw NotTheApplication(session, clientId, why)
            : SecretJson.ReadString(response.Body.Span, "client_secret");
    }

    private void Report(ApplicationPage page, long before)
    {
        foreach (var place in page.Unreadable)
        {
            Unreadable?.Invoke(new Auth0Exception(
                ErrorReason.UnexpectedResponse,
                $"Record {before + place} of the list of applications of '{session.Connection.Domain}' is no application (null, or without a client id), and was left out.",
                "The others are listed; look at this one in the dashboard.")
            { Target = session.Connection.Name });
        }
    }

    private static Auth0Exception NotTheApplication(TenantSession session, string clientId, string why) =>
        new(ErrorReason.UnexpectedResponse,
            $"'{session.Connection.Domain}' was asked for the application '{clientId}' and answered, but {why}.",
            "Check that no proxy answers in the tenant's place.")
        { Target = clientId };

    internal static Auth0Exception NotFound(TenantSession session, string clientId, Auth0Exception cause) =>
        new(ErrorReason.ApplicationNotFound,
            $"The tenant at '{session.Connection.Domain}' has no application with the client id '{clientId}'.",
            $"Get-Auth0Application -Connection {session.Connection.Name} lists them.",
            cause)
        { Target = clientId, AnswerOf = cause, IsRefusal = cause.IsRefusal };
}
