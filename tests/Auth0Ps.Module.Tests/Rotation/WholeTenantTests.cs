using System.Management.Automation;
using System.Security.Cryptography;
using System.Text;
using Auth0Ps.Module.Tests.Support;

namespace Auth0Ps.Module.Tests.Rotation;

/// <summary>All applications of a tenant in one pipeline, without a vault.</summary>
public sealed class WholeTenantTests(WholeTenantTests.Scene scene) : IClassFixture<WholeTenantTests.Scene>
{
    [Fact]
    public void Each_application_has_one_result_and_there_is_no_error()
    {
        Assert.Empty(scene.Said.Errors);
        Assert.Equal(scene.Applications.Texts("ClientId").Order(), scene.Said.Output.Texts("ClientId").Order());
        Assert.Equal(scene.Applications.Count, scene.Rotated.Count + scene.Skipped.Count);
        Assert.Equal(scene.Said.Output.Count, scene.Said.Output.Texts("JobId").Distinct().Count());
    }

    [Fact]
    public void All_that_can_be_rotated_are()
    {
        var rotatable = scene.Applications.Where(application => application.Of("WhyNotRotatable") is null);
        Assert.Equal(rotatable.Texts("ClientId").Order(), scene.Rotated.Texts("ClientId").Order());
        Assert.InRange(scene.Rotated.Count, 23, int.MaxValue);
        Assert.Contains(scene.Rotated, result => result.Text("ApplicationName") == "Legacy Intranet");
    }

    [Fact]
    public void The_secret_that_is_live_now_is_handed_over_and_none_of_the_old_ones()
    {
        foreach (var result in scene.Rotated)
        {
            var id = result.Text("ClientId")!;
            Assert.Equal(scene.After[id], Scene.Password(result));
            Assert.NotEqual(scene.Before[id], scene.After[id]);
        }

        Assert.Equal(scene.Rotated.Count, scene.Rotated.Select(Scene.Password).Distinct().Count());
    }

    [Fact]
    public async Task The_secrets_of_all_others_are_as_they_were_and_none_is_handed_over()
    {
        foreach (var result in scene.Skipped)
        {
            Assert.Null(result.Of("Credential"));
            Assert.Null(result.Of("RotatedAt"));
            Assert.Equal(("None", "0"), (result.Text("Phase"), result.Text("Attempts")));
            Assert.Equal(scene.Before[result.Text("ClientId")!], scene.After[result.Text("ClientId")!]);
        }

        Assert.Equal(200, await scene.SignInAsync(scene.Sandbox.ClientId, scene.Sandbox.ClientSecret));
    }

    [Fact]
    public void What_cannot_be_rotated_is_named_with_the_reason_in_the_result_and_in_a_warning_each()
    {
        Assert.Contains("connection signs in with it", scene.Skipped.Single(result => result.Text("ClientId") == scene.Sandbox.ClientId).Text("Message"), StringComparison.Ordinal);
        Assert.Contains("global", scene.Skipped.Single(result => result.Text("ApplicationName") == "All Applications").Text("Message"), StringComparison.Ordinal);
        Assert.Contains(scene.Skipped, result => result.Text("Message")!.Contains("private_key_jwt", StringComparison.Ordinal));
        Assert.Equal(scene.Skipped.Count, scene.Said.Warnings.Count);
        foreach (var result in scene.Skipped)
        {
            var warning = Assert.Single(scene.Said.Warnings, warning => warning.Contains(result.Text("ClientId")!, StringComparison.Ordinal));
            Assert.Contains(result.Text("ApplicationName")!, warning, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Each_new_secret_is_proven_in_the_strongest_way_there_is()
    {
        Assert.All(scene.Rotated, result => Assert.Contains(result.Text("VerifiedBy"), new[] { "Token", "Readback" }));
        var byToken = scene.Rotated.Where(result => result.Text("VerifiedBy") == "Token").ToList();
        Assert.InRange(byToken.Count, 6, int.MaxValue);
        var used = scene.Sandbox.Requests.Where(request => request is { Path: "/oauth/token", Status: 200 }).Select(request => request.ClientSecretSha256).ToHashSet();
        Assert.All(byToken, result => Assert.Contains(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Scene.Password(result)))), used));
    }

    [Fact]
    public void Names_are_made_of_the_applications_names_and_can_stand_anywhere()
    {
        Assert.All(scene.Rotated, result => Assert.Matches("^[a-z0-9]+(-[a-z0-9]+)*$", result.Text("Name")));
        Assert.Equal("lagerverwaltung-grunwald", scene.Rotated.Single(result => result.Text("ApplicationName")!.StartsWith("Lagerverwaltung", StringComparison.Ordinal)).Text("Name"));
    }

    /// <summary>A tenant whose applications were rotated once, and three of them again as they had been listed before.</summary>
    public sealed class Scene() : ModuleTenant(25)
    {
        internal IReadOnlyList<PSObject> Applications { get; private set; } = [];

        internal Dictionary<string, string?> Before { get; private set; } = [];

        internal Dictionary<string, string?> After { get; private set; } = [];

        internal Said Said { get; private set; } = null!;

        internal IReadOnlyList<PSObject> Rotated => [.. Said.Output.Where(result => result.Text("Status") == "Succeeded")];

        internal IReadOnlyList<PSObject> Skipped => [.. Said.Output.Where(result => result.Text("Status") == "Skipped")];

        public override async Task InitializeAsync()
        {
            await base.InitializeAsync();
            Applications = Shell.Get("Get-Auth0Application");
            Before = await SecretsAsync();
            Said = Shell.Run("Get-Auth0Application | Invoke-Auth0SecretRotation -Confirm:$false");
            After = await SecretsAsync();
        }

        internal static string Password(PSObject result) => result.Of<PSCredential>("Credential").GetNetworkCredential().Password;

        private async Task<Dictionary<string, string?>> SecretsAsync() => (await ClientsAsync()).ToDictionary(
            client => client.Key,
            client => client.Value.TryGetProperty("client_secret", out var secret) ? secret.GetString() : null);
    }
}
