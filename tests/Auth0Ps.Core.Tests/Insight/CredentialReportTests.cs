using Auth0Ps.Applications;
using Auth0Ps.Core.Tests.Rotation;
using Auth0Ps.Core.Tests.Support;
using Auth0Ps.Insight;
using Auth0Ps.Sandbox;

namespace Auth0Ps.Core.Tests.Insight;

/// <summary>The report of a sandbox's credentials, beside what is known from outside.</summary>
public sealed class CredentialReportTests
{
    private static readonly CredentialReportOptions Plain = new(MaximumAge: null, CredentialReportOptions.DefaultOwnerKey, Since: null, ReadsLog: true);

    [Fact]
    public async Task Each_credential_that_an_application_proves_itself_with_is_there_once()
    {
        await using var scene = await SavedScene.StartAsync();
        var applications = await Tenant.ListAsync(scene.Scene.Session);

        var entries = await ReadAsync(scene);

        Assert.Equal(
            applications.Where(application => application.TokenEndpointAuthMethod != "none" || application.ClientId == scene.Scene.Application.ClientId).Select(application => application.ClientId).Order(StringComparer.Ordinal),
            entries.Select(entry => entry.ClientId).Distinct().Order(StringComparer.Ordinal));
        Assert.All(
            applications.Where(application => application.TokenEndpointAuthMethod is "client_secret_post" or "client_secret_basic"),
            application => Assert.Equal(Auth0CredentialKind.ClientSecret, Assert.Single(entries, entry => entry.ClientId == application.ClientId).Kind));
        var covered = Assert.Single(entries, entry => entry.Covered);
        Assert.Equal((scene.Scene.Application.ClientId, "billing"), (covered.ClientId, covered.Rotation));
    }

    [Fact]
    public async Task Keys_are_credentials_of_their_own_and_known_by_when_they_were_registered()
    {
        await using var scene = await SavedScene.StartAsync();
        using var key = System.Security.Cryptography.RSA.Create(2048);
        var other = await scene.OtherAsync();
        using var created = await scene.Scene.Tenant.CallAsync(HttpMethod.Post, $"clients/{other.ClientId}/credentials", new { credential_type = "public_key", pem = key.ExportSubjectPublicKeyInfoPem(), alg = "RS256" });
        var id = created.RootElement.GetProperty("id").GetString();
        (await scene.Scene.Tenant.CallAsync(HttpMethod.Patch, $"clients/{other.ClientId}", new { token_endpoint_auth_method = (string?)null, jwt_configuration = new { alg = "RS256" }, client_authentication_methods = new { private_key_jwt = new { credentials = new[] { new { id } } } } })).Dispose();

        var entry = Assert.Single(await ReadAsync(scene), entry => entry.ClientId == other.ClientId);

        Assert.Equal((Auth0CredentialKind.PrivateKey, id, Auth0AgeEvidence.Log), (entry.Kind, entry.CredentialId, entry.AgeEvidence));
        Assert.InRange(entry.Age!.Value, TimeSpan.Zero, TimeSpan.FromMinutes(5));
    }

    [Fact]
    public async Task An_age_is_known_from_a_rotation_from_a_change_in_the_log_or_not_at_all()
    {
        await using var scene = await SavedScene.StartAsync();
        var other = await scene.OtherAsync();
        await scene.RotateDueAsync();
        (await scene.Scene.Tenant.CallAsync(HttpMethod.Post, $"clients/{other.ClientId}/rotate-secret", new { })).Dispose();

        var entries = await ReadAsync(scene, Plain with { MaximumAge = TimeSpan.FromDays(90) });

        var rotated = entries.Single(entry => entry.Covered);
        Assert.Equal((Auth0AgeEvidence.Rotation, false, RotationStatus.Succeeded), (rotated.AgeEvidence, rotated.IsTooOld, rotated.LastResult));
        Assert.Equal((rotated.ChangedAt, scene.Rotation.NextRotationAt), (rotated.LastRotatedAt, rotated.NextRotationAt));
        Assert.Equal(Auth0AgeEvidence.Log, entries.Single(entry => entry.ClientId == other.ClientId).AgeEvidence);
        var unknown = entries.First(entry => entry.ClientId != other.ClientId && !entry.Covered && entry.ClientId != scene.Scene.Tenant.Sandbox.ClientId);
        Assert.Equal((null, Auth0AgeEvidence.None, (TimeSpan?)null, (bool?)null), (unknown.ChangedAt, unknown.AgeEvidence, unknown.Age, unknown.IsTooOld));
        Assert.InRange(unknown.MinimumAge!.Value, TimeSpan.FromTicks(1), TimeSpan.FromMinutes(5));
    }

    [Fact]
    public async Task What_the_log_shows_to_be_old_enough_is_too_old_although_its_age_is_not_known()
    {
        var time = new ShiftedTime { Ahead = TimeSpan.FromDays(-20) };
        await using var scene = await SavedScene.StartAsync(new SandboxOptions { TimeProvider = time });
        (await scene.Scene.Tenant.CallAsync(HttpMethod.Get, "clients?per_page=1", body: null)).Dispose();
        time.Ahead = TimeSpan.Zero;

        var entry = (await ReadAsync(scene, Plain with { MaximumAge = TimeSpan.FromDays(10) })).First(entry => entry.Age is null);

        Assert.Equal((true, null), (entry.IsTooOld, entry.Age));
        Assert.InRange(entry.MinimumAge!.Value.TotalDays, 19.9, 20.1);
    }

    [Fact]
    public async Task Somebody_elses_change_after_a_rotation_is_the_newer_one()
    {
        await using var scene = await SavedScene.StartAsync();
        await scene.RotateDueAsync();
        var entry = scene.Scene.State.Journal.Find(scene.Rotation.Client)!;
        scene.Scene.State.Journal.Write(entry with { RotatedAt = entry.RotatedAt - TimeSpan.FromDays(3) });
        (await scene.Scene.Tenant.CallAsync(HttpMethod.Patch, $"clients/{scene.Scene.Application.ClientId}", new { client_secret = new string('x', 48) })).Dispose();

        var reported = (await ReadAsync(scene)).Single(found => found.Covered);

        Assert.Equal(Auth0AgeEvidence.Log, reported.AgeEvidence);
        Assert.InRange(reported.Age!.Value, TimeSpan.Zero, TimeSpan.FromMinutes(5));
    }

    [Fact]
    public async Task Unused_is_not_unknown()
    {
        await using var scene = await SavedScene.StartAsync();
        await scene.Scene.ChooseMachineAsync();
        var machine = scene.Scene.Application.ClientId;
        await scene.Scene.Tenant.SignInAsync(machine, (await scene.Scene.LiveAsync())!, scene.Scene.Tenant.Sandbox.Audience);
        var used = await ReadAsync(scene);
        var unread = await ReadAsync(scene, Plain with { ReadsLog = false });

        Assert.Equal(Auth0CredentialUse.Used, used.Single(entry => entry.ClientId == scene.Scene.Tenant.Sandbox.ClientId).Use);
        Assert.Contains(used, entry => entry is { Use: Auth0CredentialUse.Unused, LastUsedAt: null });
        Assert.DoesNotContain(used, entry => entry.Use == Auth0CredentialUse.Unknown);
        Assert.All(unread, entry => Assert.Equal((Auth0CredentialUse.Unknown, (DateTimeOffset?)null, (TimeSpan?)null), (entry.Use, entry.Covers, entry.MinimumAge)));
    }

    [Fact]
    public async Task Without_the_permission_for_the_log_the_rest_is_reported_and_the_permission_named()
    {
        await using var scene = await SavedScene.StartAsync();
        var session = await scene.Scene.Tenant.OpenWithScopesAsync("read:clients");
        var remarks = new List<string>();

        var entries = await ReadAsync(scene, session: session, remark: remarks.Add);

        Assert.NotEmpty(entries);
        Assert.All(entries, entry => Assert.Equal(Auth0CredentialUse.Unknown, entry.Use));
        Assert.Contains("tick read:logs", Assert.Single(remarks));
    }

    [Fact]
    public async Task A_rotations_owner_comes_before_the_applications()
    {
        await using var scene = await SavedScene.StartAsync();
        var other = await scene.OtherAsync();
        foreach (var clientId in (string[])[scene.Scene.Application.ClientId, other.ClientId])
            (await scene.Scene.Tenant.CallAsync(HttpMethod.Patch, $"clients/{clientId}", new { client_metadata = new { Owner = "team-metadata\u001b[2J", team = "other" } })).Dispose();

        Assert.All((await ReadAsync(scene)).Where(entry => entry.Owner is not null), entry => Assert.Equal("team-metadata\uFFFD[2J", entry.Owner));
        Assert.Equal("other", (await ReadAsync(scene, Plain with { OwnerKey = "team" })).Single(entry => entry.ClientId == other.ClientId).Owner);
        await scene.ChangeAsync(new Auth0Ps.Rotation.Definitions.RotationRequest { Owner = "team-billing" });
        Assert.Equal("team-billing", (await ReadAsync(scene)).Single(entry => entry.Covered).Owner);
    }

    [Fact]
    public async Task Two_thousand_applications_cost_one_list_and_the_logs_pages()
    {
        await using var scene = await SavedScene.StartAsync(new SandboxOptions { ApplicationCount = 2000, RateLimit = RateLimitProfile.None });
        var before = scene.Scene.Tenant.Sandbox.Requests.Count;

        var entries = await ReadAsync(scene);

        var requests = scene.Scene.Tenant.Sandbox.Requests.Skip(before).Where(request => request.Path != "/oauth/token").ToList();
        Assert.InRange(entries.Count, 1000, 2003);
        Assert.All(requests, request => Assert.True(request.Path is "/api/v2/clients" or "/api/v2/logs", request.Path));
        Assert.InRange(requests.Count(request => request.Path == "/api/v2/clients"), 21, 21);
        Assert.InRange(requests.Count(request => request.Path == "/api/v2/logs"), 1, 5);
    }

    [Fact]
    public async Task What_no_rotation_covers_is_what_has_a_client_secret_in_use()
    {
        await using var scene = await SavedScene.StartAsync();
        var covered = new HashSet<string>(StringComparer.Ordinal) { scene.Scene.Application.ClientId };
        var applications = await Tenant.ListAsync(scene.Scene.Session);

        var uncovered = applications.Where(application => CredentialReport.IsUncovered(application, covered)).ToList();

        Assert.Equal(
            applications.Where(application => application is { IsGlobal: false, TokenEndpointAuthMethod: "client_secret_post" or "client_secret_basic" or null } && application.ClientId != scene.Scene.Application.ClientId),
            uncovered);
        Assert.NotEmpty(uncovered);
    }

    private static async Task<List<Auth0CredentialReportEntry>> ReadAsync(SavedScene scene, CredentialReportOptions? options = null, TenantSession? session = null, Action<string>? remark = null) =>
        await new CredentialReport(session ?? scene.Scene.Session, scene.Rotations, CredentialReport.LastRuns(scene.Scene.State.History.NewestFirst())) { Remark = remark }.ReadAsync(options ?? Plain, CancellationToken.None).ToListAsync();
}
