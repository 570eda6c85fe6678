using System.Management.Automation;
using Auth0Ps.Module.Tests.Support;
using Auth0Ps.Sandbox;

namespace Auth0Ps.Module.Tests.Rotation;

/// <summary>Changes of which nobody can say whether they arrived, in real time: the two run beside each other, and beside the other tests.</summary>
public sealed class UnknownOutcomeTests(ModuleTenant scene) : IClassFixture<ModuleTenant>
{
    [Fact]
    public async Task The_outcome_is_said_to_be_unknown_and_the_secret_is_handed_over()
    {
        await using var lost = await StartAsync();
        await using var blind = await StartAsync();
        var lostOne = lost.Applications.Single(application => application.Name.StartsWith("Billing", StringComparison.Ordinal)).ClientId;
        var blindOne = blind.Applications.Single(application => application.Name.StartsWith("Billing", StringComparison.Ordinal)).ClientId;
        var blindTwo = blind.Applications.Single(application => application.ClientId != blindOne).ClientId;
        lost.AddFault(new FaultRule { Method = "PATCH", Path = "/api/v2/clients/*", Times = 100, Action = FaultAction.DropBefore });
        blind.AddFault(new FaultRule { Method = "PATCH", Path = "/api/v2/clients/" + blindOne, Times = 100, Action = FaultAction.DropAfter });
        scene.Connect("lost", lost.ClientId, lost.ClientSecret, lost.Domain);

        // Neither reads nor grants prove anything to this one.
        await AllowAsync(blind, "read:clients", "update:client_keys");
        scene.Connect("blind", blind.LimitedClientId, blind.LimitedClientSecret, blind.Domain);
        var old = await LiveAsync(lost, lostOne);

        var said = await Task.WhenAll(
            Task.Run(() => Rotate("lost", lostOne)),
            Task.Run(() => Rotate("blind", blindOne)),
            Task.Run(() => Rotate("blind", blindTwo)));

        AssertUnknown(said[0], lostOne, lost);
        Assert.Equal(old, await LiveAsync(lost, lostOne));

        var password = AssertUnknown(said[1], blindOne, blind);
        Assert.Equal(("Applying", "None"), (said[1].Output[0].Text("Phase"), said[1].Output[0].Text("VerifiedBy")));
        Assert.Equal(await LiveAsync(blind, blindOne), password);
        var unsaved = Assert.Single(scene.Shell.Get("Get-Auth0SecretRotationHistory -Unsaved | Where-Object ClientId -EQ $id", ("id", blindOne)));
        Assert.Equal(said[1].Output[0].Text("JobId"), unsaved.Text("JobId"));

        // Auth0's own word is enough where nothing else can be had.
        var content = Assert.Single(said[2].Output);
        Assert.Equal("Succeeded", content.Text("Status"));
        Assert.Contains(content.Text("VerifiedBy"), new[] { "Response", "None" });
        Assert.Equal(await LiveAsync(blind, blindTwo), content.Of<PSCredential>("Credential").GetNetworkCredential().Password);
    }

    private static string AssertUnknown(Said said, string clientId, SandboxTenant tenant)
    {
        var result = Assert.Single(said.Output);
        Assert.Equal(("Interrupted", "Applying"), (result.Text("Status"), result.Text("Phase")));
        Assert.Equal(tenant.Requests.Count(request => request.Method == "PATCH" && request.Path.EndsWith(clientId, StringComparison.Ordinal)), result.Of("Attempts"));
        Problem.AssertOne(said.Errors, "RotationInterrupted", ErrorCategory.WriteError, clientId, "Keep both secrets");
        var credential = result.Of<PSCredential>("Credential");
        Assert.Equal(clientId, credential.UserName);
        return credential.GetNetworkCredential().Password;
    }

    private Said Rotate(string connection, string clientId)
    {
        using var shell = Shell.Open();
        return shell.Run("Invoke-Auth0SecretRotation -Connection $connection -ClientId $id -Confirm:$false", ("connection", scene.Name(connection)), ("id", clientId));
    }

    private static Task<SandboxTenant> StartAsync() => SandboxTenant.StartAsync(new SandboxOptions { ApplicationCount = 2, RateLimit = RateLimitProfile.None });

    private static async Task AllowAsync(SandboxTenant tenant, params string[] scopes)
    {
        using var outside = new Outside(tenant);
        var grants = await outside.AskAsync("client-grants?client_id=" + tenant.LimitedClientId);
        await outside.AskAsync("client-grants/" + grants[0].GetProperty("id").GetString(), HttpMethod.Patch, new { scope = scopes });
    }

    private static async Task<string?> LiveAsync(SandboxTenant tenant, string clientId)
    {
        using var outside = new Outside(tenant);
        return (await outside.AskAsync("clients/" + clientId)).GetProperty("client_secret").GetString();
    }
}
