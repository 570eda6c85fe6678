using Auth0Ps.Core.Tests.Support;
using Xunit.Abstractions;

namespace Auth0Ps.Core.Tests.Rotation.PrivateKeys;

/// <summary>
/// Processes that rotate a private key and are killed (SIGKILL) at every phase boundary and at random moments, while a consumer signs in with
/// what the vault has; the key goes into two further vaults as well. <c>AUTH0PS_KEY_ROTATIONS</c> names another number of rotations.
/// </summary>
public sealed class KilledKeyRotationTests(ITestOutputHelper output)
{
    /// <summary>Longer than a consumer needs between reading the key and its token, and short, so that many rotations fit in.</summary>
    private static readonly TimeSpan Overlap = TimeSpan.FromSeconds(2);

    private static readonly RotationPhase[] Boundaries =
        [RotationPhase.Leased, RotationPhase.Intended, RotationPhase.Staged, RotationPhase.Applying, RotationPhase.Promoted, RotationPhase.Recorded];

    private const int Copies = 2;

    /// <summary>Of what the tenant keeps in its log, at least so many are requests of a consumer.</summary>
    private const int LoggedAtLeast = 5000;

    private static int Rotations => TestRun.Asked("AUTH0PS_KEY_ROTATIONS") ?? TestRun.Either(whole: 16, ordinary: Boundaries.Length);

    [Fact]
    public async Task A_consumer_never_fails_whatever_moment_a_rotation_is_killed_at_and_whatever_the_vault_is_like()
    {
        // Two at a time, which have nothing in common, into vaults that contradict each other.
        await using var reserving = await KeyScene.StartAsync(new() { RateLimit = Auth0Ps.Sandbox.RateLimitProfile.None });
        await using var refusing = await KeyScene.StartAsync(new() { RateLimit = Auth0Ps.Sandbox.RateLimitProfile.None });
        reserving.Scene.Vault.ReservingRemovedNames();
        refusing.Scene.Vault.RefusingToOverwrite();

        // A vault that does not overwrite has no final entry for a moment; consumers take the next one then.
        await Task.WhenAll(
            KillAsync(reserving, seed: 0, "billing-private-key"),
            KillAsync(refusing, seed: 1, "billing-private-key", "billing-private-key-next"));
    }

    [Fact]
    public async Task The_same_consumer_is_interrupted_by_the_rotation_of_a_client_secret_as_Auth0_has_only_one()
    {
        await using var scene = await KeyScene.StartAsync(new() { RateLimit = Auth0Ps.Sandbox.RateLimitProfile.None, PropagationDelay = TimeSpan.FromSeconds(1) });
        await scene.Scene.RotateAsync();
        using var enough = new CancellationTokenSource();
        var audience = await scene.AudienceAsync();
        var consumer = new Consumer(scene.Scene.Vault, ["billing-client-secret"], secret => scene.Scene.Tenant.SignInAsync(scene.ClientId, secret, audience));
        var consuming = Task.Run(() => consumer.RunAsync(enough.Token));

        for (var i = 0; i < 3; i++)
        {
            await Task.Delay(300);
            Assert.Equal(RotationStatus.Succeeded, (await scene.Scene.RotateAsync()).Status);
        }

        await enough.CancelAsync();
        await consuming;
        output.WriteLine($"3 rotations of a client secret, accepted after 1 s: {consumer.Requests} token requests of a consumer, {consumer.Refused} refused");
        Assert.NotEqual(0, consumer.Refused);
    }

    private async Task KillAsync(KeyScene scene, int seed, params string[] read)
    {
        var folder = Path.GetDirectoryName(scene.Scene.DataFolder)!;
        FolderVault[] copies = [.. Enumerable.Range(1, Copies).Select(number => new FolderVault(Path.Combine(folder, $"Copy{number}")))];
        copies[0].RefusingToOverwrite();
        Assert.StartsWith("Succeeded", await RunAsync(scene, folder, death: null), StringComparison.Ordinal);
        using var http = new HttpClient();
        using var enough = new CancellationTokenSource();
        var audience = await scene.AudienceAsync();
        var consumer = new Consumer(scene.Scene.Vault, read, pem => KeyScene.SignInAsync(http, scene.Scene.Tenant.Sandbox.Domain, scene.ClientId, audience, pem, "RS256"));
        var consuming = Task.Run(() => consumer.RunAsync(enough.Token));

        var random = new Random(20261121 + seed);
        var rotations = Rotations / 2;
        var killed = 0;

        // Few of them share the phases between the two.
        var first = rotations < Boundaries.Length ? seed * rotations : 0;
        for (var i = 0; i < rotations; i++)
        {
            await Task.Delay(Overlap);
            killed += (await RunAsync(scene, folder, i < Boundaries.Length ? new Death(Boundaries[(first + i) % Boundaries.Length], null) : new Death(null, random.NextDouble() * 250))).Length == 0 ? 1 : 0;
            await scene.AssertInvariantsAsync();
            AssertNothingForeign();
            var staged = scene.Next == scene.Final ? null : scene.Next;

            var said = await RunAsync(scene, folder, death: null, resumes: true);
            Assert.True(said.StartsWith("Succeeded", StringComparison.Ordinal) || said.StartsWith("Nothing", StringComparison.Ordinal), said);
            Assert.Equal(scene.Final, scene.Next);
            Assert.All(copies, copy => Assert.Equal((scene.Final, scene.ClientId), (copy.Text("billing-private-key"), copy.Text("billing-client-id"))));
            Assert.True(staged is null || staged == scene.Final, "another key was made while one was staged");
            await scene.AssertInvariantsAsync();
        }

        await enough.CancelAsync();
        await consuming;
        output.WriteLine($"{rotations} rotations of a private key with {Copies} copies, {killed} killed in the middle: {consumer.Requests} token requests of a consumer, {consumer.Refused} refused");
        Assert.InRange(killed, Math.Min(rotations, Boundaries.Length), rotations);
        Assert.InRange(consumer.Requests, rotations, int.MaxValue);
        Assert.Equal(0, consumer.Refused);

        // As the tenant saw it: each request of the consumer's is in its log.
        var logged = scene.Scene.Tenant.Sandbox.Requests.Where(request => request is { Method: "POST", Path: "/oauth/token" }).ToList();
        Assert.All(logged, request => Assert.Equal(200, request.Status));
        Assert.InRange(logged.Count, Math.Min(consumer.Requests, LoggedAtLeast), int.MaxValue);

        // A copy never holds a key that the vault does not have.
        void AssertNothingForeign() => Assert.All(copies, copy => Assert.Contains(copy.Text("billing-private-key"), new[] { null, scene.Final, scene.Next, scene.Scene.Vault.Text("billing-private-key-previous") }));
    }

    private static async Task<string> RunAsync(KeyScene scene, string folder, Death? death, bool resumes = false)
    {
        var order = RunnerOrder.For(scene.Scene.Tenant.Sandbox, scene.ClientId) with
        {
            CredentialType = nameof(CredentialType.PrivateKeyJwt),
            Overlap = Overlap,
            Resumes = resumes,
            Copies = Copies,
            DiesAt = death?.At?.ToString(),
            DiesAfter = death?.After,
        };
        if (death is null)
            return await RunnerProcess.RunHereAsync(folder, order);
        using var process = RunnerProcess.Launch(folder, folder, order);
        process.LetGo();
        return await process.EndAsync();
    }

    private sealed record Death(RotationPhase? At, double? After);
}
