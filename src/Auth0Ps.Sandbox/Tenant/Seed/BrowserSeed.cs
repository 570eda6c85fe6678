using System.Globalization;
using System.Text.Json;
using Auth0Ps.Sandbox.Json;

namespace Auth0Ps.Sandbox.Tenant.Seed;

/// <summary>Seeds what logging in with a browser takes: a public application, a confidential one, and a user.</summary>
internal static class BrowserSeed
{
    /// <summary>Where Auth0Ps listens for the answer to a login unless told otherwise.</summary>
    public const int DefaultCallbackPort = 47813;

    /// <summary>Adds what is not there yet, and to both applications the callbacks they lack.</summary>
    public static void Ensure(TenantStore store, IEnumerable<int> callbackPorts, string myAccountAudience, DateTimeOffset now)
    {
        string[] callbacks = [.. callbackPorts.Prepend(DefaultCallbackPort).Distinct().Select(Callback)];
        var native = Application(store, store.Settings.NativeClientId, "Auth0Ps Sandbox Native", ApplicationTemplate.BrowserNative, callbacks);
        var web = Application(store, store.Settings.WebClientId, "Auth0Ps Sandbox Web", ApplicationTemplate.BrowserWeb, callbacks);
        foreach (var client in new[] { native, web })
        {
            if (store.ClientGrants.FindByAlternateKey(ClientGrant.AlternateKey(client.ClientId, myAccountAudience, "user")) is null)
                store.Apply(new() { ClientGrant = GrantSeed.MyAccount(client.ClientId, myAccountAudience) });
        }

        var user = store.Settings.UserId is { } id ? store.Users.Find(id) : null;
        if (user is null)
        {
            user = NewUser(now);
            store.Apply(new() { User = user });
        }

        store.Apply(new() { Settings = store.Settings with { NativeClientId = native.ClientId, WebClientId = web.ClientId, UserId = user.Id } });
    }

    private static string Callback(int port) => string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}/callback");

    private static Client Application(TenantStore store, string? clientId, string name, JsonElement settings, IReadOnlyList<string> callbacks)
    {
        var client = (clientId is null ? null : store.Clients.Find(clientId)) ?? new Client
        {
            ClientId = Identifiers.FirstPartyClient(),
            Name = name,
            Secret = Identifiers.ClientSecret(),
            Settings = settings,
        };
        var all = client.Callbacks.Union(callbacks, StringComparer.Ordinal).ToList();
        client = client with { Settings = client.Settings.Merge(JsonText.ObjectElement(writer => writer.WriteStrings("callbacks", all)), _ => true) };
        store.Apply(new() { Client = client });
        return client;
    }

    private static User NewUser(DateTimeOffset now) => new()
    {
        Id = Identifiers.User(),
        Email = "user@sandbox.example",
        Name = "Sandbox User",
        Password = Identifiers.UserPassword(),
        CreatedAt = now,
    };
}
