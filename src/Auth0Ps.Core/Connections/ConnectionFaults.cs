namespace Auth0Ps.Connections;

/// <summary>Words why a connection cannot be had.</summary>
internal static class ConnectionFaults
{
    /// <summary>No connection has this name or id.</summary>
    public static Auth0Exception NotFound(string name, IReadOnlyList<Auth0Connection> all)
    {
        var names = all.Select(connection => connection.Name).Take(10).ToList();
        return new Auth0Exception(
            ErrorReason.ConnectionNotFound,
            $"There is no connection '{name}'.",
            names.Count == 0
                ? "Create one with New-Auth0Connection; a connection whose secret was given directly lives in the process that made it."
                : $"Known here: {string.Join(", ", names)}. Get-Auth0Connection shows them.")
        { Target = name };
    }

    /// <summary>None was named, and there is not exactly one.</summary>
    public static Auth0Exception NotOne(IReadOnlyList<Auth0Connection> all) => all.Count == 0
        ? new Auth0Exception(
            ErrorReason.ConnectionNotFound,
            "There is no connection yet.",
            "Create one: New-Auth0Connection -Name prod -Domain example.eu.auth0.com -Credential (Get-Credential), or Start-Auth0Sandbox | New-Auth0Connection -Name demo to try things out.")
        : new Auth0Exception(
            ErrorReason.ConnectionNotFound,
            $"There are {all.Count} connections, so one has to be chosen.",
            $"Name it: -Connection {all[0].Name}");

    /// <summary>The name is taken.</summary>
    public static Auth0Exception Exists(string name) =>
        new(ErrorReason.ConnectionExists,
            $"A connection '{name}' exists already.",
            $"Choose another -Name, or remove the old one: Remove-Auth0Connection {name}")
        { Target = name };

    /// <summary>Nobody brought any vaults.</summary>
    public static Auth0Exception NoVaults(string wanted) =>
        new(ErrorReason.VaultUnavailable,
            $"There are no vaults here, so '{wanted}' cannot be used.",
            "Vaults are SecretManagement's; use the module's cmdlets in PowerShell.")
        { Target = wanted };
}
