using System.Management.Automation;
using Auth0Ps.Module.Tests.Support;

namespace Auth0Ps.Module.Tests.Connections;

/// <summary>
/// Three connections made anew for each test. They begin with <c>c-</c> and end with the mark of the tenant's instance, for the connections of other
/// tests are in the same process; <c>$names</c> is the pattern for all three.
/// </summary>
public abstract class SomeConnections : IDisposable
{
    private protected SomeConnections(ModuleTenant scene)
    {
        Scene = scene;
        Shell["names"] = $"c-*-{scene.Name("")[1..]}";
        foreach (var name in new[] { "prod-eu", "test", "prod-au" })
            scene.Connect("c-" + name, scene.Sandbox.ClientId, scene.Sandbox.ClientSecret);
    }

    private protected ModuleTenant Scene { get; }

    private protected Shell Shell => Scene.Shell;

    /// <summary>The names of those that are left, without what all have in common.</summary>
    private protected string Left => Names(Shell.Get("Get-Auth0Connection $names"));

    public void Dispose()
    {
        Shell.Get("Get-Auth0Connection $names | Remove-Auth0Connection");
        GC.SuppressFinalize(this);
    }

    private protected static string Names(IEnumerable<PSObject> connections) =>
        string.Join(' ', connections.Select(connection => connection.Text("Name")!["c-".Length..connection.Text("Name")!.LastIndexOf('-')]));
}
