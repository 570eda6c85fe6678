using Auth0Ps.Connections;
using Auth0Ps.Core.Tests.Support;
using Auth0Ps.Rotation;
using Answer = Auth0Ps.Core.Tests.Support.RecordingRelay.Answer;

namespace Auth0Ps.Core.Tests.Rotation;

/// <summary>
/// A connection signs in as the application that is rotated, and the next entry of its own secret holds a value that is neither the current one
/// nor this rotation's: it may be the live one, so it is looked at before anything is written over it.
/// </summary>
public sealed class ConnectionsNextEntryTests
{
    private const string Entry = "signs-in";
    private static readonly string[] Unseeing = ["read:clients", "update:client_keys"];
    private static readonly string Third = new('t', 64);

    public static TheoryData<RotationPhase?> Starts => [null, RotationPhase.Intended, RotationPhase.Staged, RotationPhase.Applying];

    [Theory]
    [MemberData(nameof(Starts))]
    public async Task A_live_one_is_adopted_and_never_out_of_the_vault(RotationPhase? at)
    {
        await using var scene = await BeginAsync(seesSecrets: true, at);
        await MakeLiveAsync(scene, Third);
        scene.Relay.Meddle("PATCH", "/api/v2/clients/", passesOn: false, _ => Answer.Page(502), times: 50);

        var rotation = await GoOnAsync(scene, at);

        Assert.Equal((Third, true), (await scene.LiveAsync(), Holds(scene, Third)));
        if (at is null)
        {
            Assert.Equal(RotationStatus.Succeeded, rotation.Status);
        }
        else
        {
            Assert.Equal(RotationStatus.Failed, rotation.Status);
            Assert.Contains("it was changed elsewhere", rotation.Message, StringComparison.Ordinal);
        }

        Assert.Equal((Third, Third), (scene.Final, scene.Vault.Text(Entry)));
        await AssertRotatesAgainAsync(scene);
    }

    [Theory]
    [MemberData(nameof(Starts))]
    public async Task A_dead_one_is_overwritten_and_the_rotation_goes_on(RotationPhase? at)
    {
        await using var scene = await BeginAsync(seesSecrets: true, at);

        var rotation = await GoOnAsync(scene, at);

        Assert.True(rotation.Status == RotationStatus.Succeeded, rotation.Message);
        Assert.Equal((await scene.LiveAsync(), await scene.LiveAsync()), (scene.Final, scene.Vault.Text(Entry)));
        await AssertRotatesAgainAsync(scene);
    }

    [Theory]
    [InlineData(RotationPhase.Intended, true)]
    [InlineData(RotationPhase.Staged, true)]
    [InlineData(RotationPhase.Staged, false)]
    [InlineData(RotationPhase.Applying, true)]
    [InlineData(RotationPhase.Applying, false)]
    public async Task One_of_which_nothing_can_be_known_stays_until_the_user_says_so(RotationPhase at, bool isLive)
    {
        await using var scene = await BeginAsync(seesSecrets: false, at);
        if (isLive)
            await MakeLiveAsync(scene, Third);
        var live = await scene.LiveAsync();

        for (var run = 0; run < 2; run++)
        {
            var rotation = await GoOnAsync(scene, at);

            Assert.Equal((RotationStatus.Interrupted, live), (rotation.Status, await scene.LiveAsync()));
            Assert.Equal(Third, scene.Vault.Text($"{Entry}-next"));
            Assert.Contains($"'{Entry}-next'", rotation.Message, StringComparison.Ordinal);
            Assert.Contains($"Invoke-Auth0SecretRotation -ClientId {scene.Application.ClientId} -Vault Prod -Force", rotation.Failure!.RecommendedAction, StringComparison.Ordinal);
        }

        // A proxy in between must not make that the loss.
        scene.Relay.Meddle("PATCH", "/api/v2/clients/", passesOn: false, _ => Answer.Page(502), times: 50);
        Assert.Equal(RotationStatus.Interrupted, (await scene.RotateAsync(scene.Target with { Options = new() { Force = true } })).Status);
        Assert.True(Holds(scene, live!));
        scene.Relay.LeaveAlone();

        var forced = await scene.RotateAsync(scene.Target with { Options = new() { Force = true } });

        Assert.True(forced.Status == RotationStatus.Succeeded, forced.Message);
        Assert.Equal((await scene.LiveAsync(), await scene.LiveAsync()), (scene.Final, scene.Vault.Text(Entry)));
        await AssertRotatesAgainAsync(scene);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Two_of_which_nothing_can_be_known_are_kept_and_the_error_says_what_to_do(bool isLive)
    {
        await using var scene = await BeginAsync(seesSecrets: false, at: null);
        await scene.PlantAsync("billing-client-secret-next", new string('x', 64));
        if (isLive)
            await MakeLiveAsync(scene, Third);
        var live = await scene.LiveAsync();

        var rotation = await scene.RotateAsync();

        Assert.Equal((RotationStatus.Failed, live, 0), (rotation.Status, await scene.LiveAsync(), scene.Relay.Applied.Count(secret => secret == scene.Next)));
        Assert.Equal((new string('x', 64), Third), (scene.Next, scene.Vault.Text($"{Entry}-next")));
        Assert.Contains($"'{Entry}-next'", rotation.Message, StringComparison.Ordinal);
        Assert.Contains("-Force", rotation.Failure!.RecommendedAction, StringComparison.Ordinal);
        Assert.True(Holds(scene, live!));

        var forced = await scene.RotateAsync(scene.Target with { Options = new() { Force = true } });

        Assert.True(forced.Status == RotationStatus.Succeeded, forced.Message);
        Assert.Equal((await scene.LiveAsync(), await scene.LiveAsync()), (scene.Final, scene.Vault.Text(Entry)));
        await AssertRotatesAgainAsync(scene);
    }

    /// <summary>Rotated once, so that everything is settled; then interrupted, or not; and then the odd value is there.</summary>
    private static async Task<RotationScene> BeginAsync(bool seesSecrets, RotationPhase? at)
    {
        var scene = await RotationScene.StartBehindRelayAsync(speed: 400, seesSecrets ? [.. Unseeing, "read:client_keys"] : Unseeing);
        await scene.PlantAsync(Entry, (await scene.LiveAsync())!);
        var request = new ConnectionRequest { Name = "billing-itself", Domain = scene.Session.Connection.Domain, Audience = scene.Session.Connection.Audience, ClientId = scene.Application.ClientId, ClientSecret = Tenant.Protect("in the vault") };
        var reference = new SecretReference { Location = SecretLocation.Vault, Vault = "Prod", SecretName = Entry };
        await scene.Tenant.Registry.AddAsync(request.Build(DateTimeOffset.UtcNow) with { SecretReference = reference }, ConnectionSecret.None, CancellationToken.None);
        Assert.Equal(RotationStatus.Succeeded, (await scene.RotateAsync()).Status);
        Assert.Equal((scene.Final, scene.Final), (scene.Vault.Text(Entry), scene.Vault.Text($"{Entry}-next")));
        if (at is { } phase)
        {
            await Assert.ThrowsAsync<InvalidOperationException>(() => scene.RotateAsync(reached: reached => _ = reached == phase ? throw new InvalidOperationException("killed") : 0));
            Assert.True(scene.State.Journal.Find(scene.Session.ClientOf(scene.Application.ClientId))!.IsOpen);
        }

        await scene.PlantAsync($"{Entry}-next", Third);
        return scene;
    }

    private static async Task<RotationOutcome> GoOnAsync(RotationScene scene, RotationPhase? at) =>
        at is null ? await scene.RotateAsync() : (await scene.Rotator().ResumeAsync("billing", scene.Application.ClientId, CancellationToken.None))!;

    /// <summary>Not through the relay, as in the dashboard.</summary>
    private static async Task MakeLiveAsync(RotationScene scene, string secret) =>
        (await scene.Tenant.CallAsync(HttpMethod.Patch, $"clients/{scene.Application.ClientId}", new { client_secret = secret })).Dispose();

    private static bool Holds(RotationScene scene, string secret) =>
        new[] { scene.Final, scene.Next, scene.Vault.Text(Entry), scene.Vault.Text($"{Entry}-next") }.Contains(secret);

    private static async Task AssertRotatesAgainAsync(RotationScene scene)
    {
        scene.Relay.LeaveAlone();
        var again = await scene.RotateAsync();
        Assert.True(again.Status == RotationStatus.Succeeded, again.Message);
        Assert.Equal((await scene.LiveAsync(), await scene.LiveAsync()), (scene.Final, scene.Vault.Text(Entry)));
        Assert.Equal(scene.Final, scene.Vault.Text($"{Entry}-next"));
    }
}
