using System.Management.Automation;
using Auth0Ps.Module.Tests.Support;
using Auth0Ps.Sandbox;

namespace Auth0Ps.Module.Tests.Errors;

/// <summary>What is tried for seconds before it fails, in real time: each in a runspace of its own, beside the others.</summary>
public sealed class UnansweredTests(ModuleTenant scene) : IClassFixture<ModuleTenant>
{
    private static readonly string[] Unanswered =
    [
        "Get-Auth0Application -Connection $gone",
        "Get-Auth0AccessToken -Connection $gone",
        "Get-Auth0Application -Connection $gone -ClientId abc",
        "Invoke-Auth0SecretRotation -Connection $gone -ClientId abc -Confirm:$false",
        "New-Auth0Connection -Name \"late-$mark\" -Domain http://127.0.0.1:1 -ClientId abc -ClientSecret $secret",
        "Get-Auth0Application -Connection $broken",
    ];

    [Fact]
    public async Task Each_command_says_what_is_no_longer_there_or_does_not_get_well()
    {
        var gone = await SandboxTenant.StartAsync(new SandboxOptions { ApplicationCount = 0 });
        scene.Connect("gone", gone.ClientId, gone.ClientSecret, gone.Domain);
        await gone.DisposeAsync();
        await using var bad = await SandboxTenant.StartAsync(new SandboxOptions
        {
            ApplicationCount = 0,
            Faults = [new FaultRule { Method = "GET", Path = "/api/v2/*", Times = 100, Action = FaultAction.Status, Status = 502 }],
        });
        scene.Connect("broken", bad.ClientId, bad.ClientSecret, bad.Domain);

        var said = await Task.WhenAll(Unanswered.Select(command => Task.Run(() => Run(command))));

        for (var i = 0; i < Unanswered.Length - 1; i++)
        {
            var record = Problem.AssertOne(said[i].Errors, "TenantUnreachable", ErrorCategory.ConnectionError, target: null, "Start-Auth0Sandbox");

            // The target is the connection or the client id concerned.
            if (i < 4)
                Assert.Contains(record.TargetObject?.ToString(), new[] { scene.Name("gone"), "abc" });
        }

        var failing = Problem.AssertOne(said[^1].Errors, "ServerError", ErrorCategory.ProtocolError, scene.Name("broken"), "later");
        Assert.Equal("502", scene.Shell.Texts("$record.Exception.StatusCode -as [int]", ("record", failing))[0]);
    }

    private Said Run(string command)
    {
        using var shell = Shell.Open();
        return shell.Run(command, ("gone", scene.Name("gone")), ("broken", scene.Name("broken")), ("mark", scene.Name("x")), ("secret", ModuleTenant.Protect("x")));
    }
}
