using Auth0Ps.Core.Tests.Rotation;
using Auth0Ps.Core.Tests.Support;
using Auth0Ps.Core.Tests.Vaults.TenantVaults;
using Auth0Ps.Insight.Export;
using Auth0Ps.Rotation.Definitions;
using Auth0Ps.Sandbox;

namespace Auth0Ps.Core.Tests.Insight;

/// <summary>What the history says to an auditor: who, how, through what, into what, and when each phase was reached.</summary>
public sealed class AuditHistoryTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("auth0ps-audit-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_rotation_is_written_down_with_all_that_it_went_by()
    {
        await using var scene = await SavedScene.StartAsync();
        var rotation = scene.Rotation;

        var outcome = await scene.RotateDueAsync(rotation.ToTarget(new() { Origin = RotationOrigin.Schedule }));

        var record = scene.Scene.State.History.NewestFirst()[0];
        var connection = scene.Scene.Session.Connection;
        Assert.Equal((rotation.Id, outcome.JobId, "Prod", connection.Name, (Guid?)connection.Id), (record.RotationId, record.JobId, record.Vault, record.Connection, record.ConnectionId));
        Assert.Equal((rotation.Client.Tenant, RotationOrigin.Schedule, record.ApplicationName, CredentialType.ClientSecret), (record.Tenant, record.Origin, record.ApplicationName, record.CredentialType));
        Assert.EndsWith(Environment.UserName, record.User, StringComparison.Ordinal);
        Assert.Equal([RotationPhase.Intended, RotationPhase.Staged, RotationPhase.Applying, RotationPhase.Promoted, RotationPhase.Verified, RotationPhase.Recorded], record.Steps.Select(step => step.Phase));
        Assert.Equal(record.Steps.OrderBy(step => step.At), record.Steps);
        Assert.True(record.StartedAt <= record.Steps[0].At && record.Steps[^1].At <= record.At);
    }

    [Fact]
    public async Task A_run_that_was_broken_off_and_finished_has_the_times_of_both()
    {
        await using var scene = await SavedScene.StartAsync();
        await Assert.ThrowsAsync<InvalidOperationException>(() => scene.Scene.RotateAsync(scene.Rotation.ToTarget(new()), phase =>
        {
            if (phase == RotationPhase.Staged)
                throw new InvalidOperationException("the process dies here");
        }));
        var staged = scene.Scene.State.Journal.Find(scene.Rotation.Client)!.Steps[^1];

        await scene.Scene.Rotator().ResumeAsync("billing", scene.Scene.Application.ClientId, CancellationToken.None);

        var record = scene.Scene.State.History.NewestFirst()[0];
        Assert.Equal(RotationOrigin.Resume, record.Origin);
        Assert.Contains(staged, record.Steps);
        Assert.Equal(RotationPhase.Recorded, record.Steps[^1].Phase);
    }

    [Fact]
    public async Task A_rename_loses_no_history()
    {
        await using var scene = await SavedScene.StartAsync();
        await scene.RotateDueAsync();
        await scene.ChangeAsync(new RotationRequest { Name = "billing-eu" });

        Assert.Equal(("billing", (Guid?)scene.Id), scene.Scene.State.History.NewestFirst()[0] is var record ? (record.Name, record.RotationId) : default);
        var evidence = await new EvidenceCollector(scene.Scene.Session, scene.Rotation, scene.Scene.State.History.NewestFirst()).CollectAsync(CancellationToken.None);
        Assert.Equal("billing", Assert.Single(evidence.Runs).Name);
    }

    [Fact]
    public async Task A_secret_set_through_the_tenants_vault_is_in_it()
    {
        await using var scene = await TenantVaultScene.StartAsync();
        var id = await scene.CreateAsync("Target");

        await scene.WriteAsync("Target", "A-secret-of-somebody-else's-making-0123456789");

        var record = Assert.Single(scene.Tenant.State.History.NewestFirst());
        Assert.Equal((id, RotationOrigin.TenantVault, RotationStatus.Succeeded, "Tenant", "target"), (record.ClientId, record.Origin, record.Status, record.Vault, record.Name));
        Assert.DoesNotContain("making", File.ReadAllText(Path.Combine(scene.Tenant.State.Folder.Location, "history.jsonl")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_that_Auth0_refused_is_in_it_as_failed()
    {
        await using var scene = await TenantVaultScene.StartAsync();
        await scene.CreateAsync("Target");
        scene.Tenant.Sandbox.AddFault(new FaultRule { Method = "PATCH", Path = "/api/v2/clients/*", Times = 1, Action = FaultAction.Status, Status = 400, Body = """{"statusCode":400,"error":"Bad Request","message":"Payload validation error","errorCode":"invalid_body"}""", ContentType = "application/json" });

        await Assert.ThrowsAsync<Auth0Exception>(() => scene.WriteAsync("Target", "A-secret-of-somebody-else's-making-0123456789"));

        Assert.Equal((RotationStatus.Failed, RotationOrigin.TenantVault), Assert.Single(scene.Tenant.State.History.NewestFirst()) is var record ? (record.Status, record.Origin) : default);
    }

    /// <summary>As versions before wrote it, and as this one does. Never change a line: users have such files.</summary>
    [Fact]
    public void Lines_of_every_version_are_read()
    {
        File.WriteAllText(Path.Combine(_folder, "history.jsonl"), """
            {"name":"r-full","clientId":"app1","at":"2026-09-02T08:30:15.123+00:00","jobId":"00000003-0001-0000-0000-000000000007","status":"succeeded","phase":"recorded","verifiedBy":"token","attempts":1,"message":"Succeeded.","host":"host1"}
            {"name":"r-full","clientId":"app1","at":"2026-11-02T08:30:15.123+00:00","jobId":"00000003-0002-0000-0000-000000000007","status":"succeeded","phase":"recorded","verifiedBy":"token","attempts":1,"message":"Succeeded.","host":"host1","rotationId":"00000002-0001-0000-0000-000000000007","applicationName":"Application 1","credentialType":"privateKeyJwt","startedAt":"2026-11-02T08:30:14+00:00","steps":[{"phase":"intended","at":"2026-11-02T08:30:14.1+00:00"},{"phase":"staged","at":"2026-11-02T08:30:14.2+00:00"}],"vault":"Prod","connection":"prod","connectionId":"00000001-0001-0000-0000-000000000007","tenant":"example.eu.auth0.com","user":"runner","origin":"schedule"}
            {"name":"torn","clientId":"app
            {"name":"r-later","clientId":"app1","at":"2027-01-02T08:30:15+00:00","jobId":"00000003-0003-0000-0000-000000000007","status":"failed","phase":"applying","message":"Failed.","host":"host1","steps":null,"somethingNew":{"a":[1]}}

            """);

        var records = TestState.New(_folder).History.NewestFirst();

        Assert.Equal(["r-later", "r-full", "r-full"], records.Select(record => record.Name));
        Assert.Empty(records[0].Steps);
        Assert.Equal((RotationOrigin.Schedule, "runner", CredentialType.PrivateKeyJwt, 2, RotationPhase.Staged), (records[1].Origin, records[1].User, records[1].CredentialType, records[1].Steps.Count, records[1].Steps[^1].Phase));
        Assert.Equal((RotationOrigin.Unknown, (Guid?)null, (string?)null, 0), (records[2].Origin, records[2].RotationId, records[2].Vault, records[2].Steps.Count));
    }

    [Fact]
    public async Task The_evidence_of_a_rotation_has_its_phases_its_proof_and_its_usage()
    {
        await using var scene = await SavedScene.StartAsync();
        await scene.Scene.ChooseMachineAsync();
        var machine = await scene.SaveAsync("machine", scene.Scene.Application.ClientId);
        await scene.RotateDueAsync(machine.ToTarget(new()));
        await scene.Scene.Tenant.SignInAsync(machine.ClientId, "the old one", "https://any");

        var evidence = await new EvidenceCollector(scene.Scene.Session, scene.Rotations.Find(machine.Id)!, scene.Scene.State.History.NewestFirst()).CollectAsync(CancellationToken.None);

        var page = evidence.ToHtml();
        Assert.Equal(1, evidence.Usage!.RefusedSinceRotation);
        foreach (var text in (string[])["a token that was issued for it", "Applying", "127.0.0.1", "left behind", Environment.MachineName, machine.Id.ToString()])
            Assert.Contains(text, page, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(1 + 6, evidence.ToCsv().Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Length);
        using var json = System.Text.Json.JsonDocument.Parse(evidence.ToJson());
        Assert.Equal("recorded", json.RootElement.GetProperty("runs")[0].GetProperty("steps")[5].GetProperty("phase").GetString());
        Assert.All((string[])[page, evidence.ToCsv(), evidence.ToJson()], text => Assert.DoesNotContain(scene.Scene.Vault.Text(machine.Entries.SecretEntry)!, text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Evidence_without_the_permission_for_the_log_says_which_is_missing()
    {
        await using var scene = await SavedScene.StartAsync();
        await scene.RotateDueAsync();

        var evidence = await new EvidenceCollector(await scene.Scene.Tenant.OpenWithScopesAsync("read:clients"), scene.Rotation, scene.Scene.State.History.NewestFirst()).CollectAsync(CancellationToken.None);

        Assert.Null(evidence.Usage);
        Assert.Contains("tick read:logs", evidence.UsageRemark);
        Assert.Single(evidence.Runs);
    }
}
