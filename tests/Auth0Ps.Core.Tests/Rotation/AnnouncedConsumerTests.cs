using System.Diagnostics;
using System.Globalization;
using System.Net;
using Auth0Ps.Core.Tests.Rotation.PrivateKeys;
using Auth0Ps.Core.Tests.Support;
using Auth0Ps.Sandbox;
using Xunit.Abstractions;

namespace Auth0Ps.Core.Tests.Rotation;

/// <summary>
/// A consumer that goes by what the vault says, the current secret, then the next one, then the vault again, while announced rotations are killed at every
/// phase. <c>AUTH0PS_ANNOUNCED_ROTATIONS</c> names another number of rotations.
/// </summary>
public sealed class AnnouncedConsumerTests(ITestOutputHelper output)
{
    private static readonly RotationPhase[] Boundaries =
        [RotationPhase.Announced, RotationPhase.Applying, RotationPhase.Promoted, RotationPhase.Staged, RotationPhase.Verified, RotationPhase.Recorded];

    private static int Rotations => int.TryParse(Environment.GetEnvironmentVariable("AUTH0PS_ANNOUNCED_ROTATIONS"), CultureInfo.InvariantCulture, out var asked)
        ? asked
        : TestRun.Either(whole: 12, ordinary: 3);

    [Theory]
    [InlineData(SecretAcceptance.Both)]
    [InlineData(SecretAcceptance.Old)]
    [InlineData(SecretAcceptance.New)]
    public async Task It_is_never_refused_whatever_moment_a_rotation_is_killed_at(SecretAcceptance during)
    {
        await using var scene = await KeyScene.StartAsync(new() { RateLimit = RateLimitProfile.None, PropagationDelay = TimeSpan.FromMilliseconds(400), AcceptDuringPropagation = during });
        var folder = Path.GetDirectoryName(scene.Scene.DataFolder)!;
        var audience = await scene.AudienceAsync();
        Assert.Equal(RotationStatus.Succeeded, (await scene.Scene.RotateAsync()).Status);
        var consumer = new PatientConsumer(scene.Scene.Vault, secret => scene.Scene.Tenant.SignInAsync(scene.ClientId, secret, audience));
        using var enough = new CancellationTokenSource();
        await Task.Delay(500);
        var consuming = Task.Run(() => consumer.RunAsync(enough.Token));
        var order = RunnerOrder.For(scene.Scene.Tenant.Sandbox, scene.ClientId) with { AnnounceFor = TimeSpan.FromHours(1) };
        var killed = 0;
        for (var i = 0; i < Rotations; i++)
        {
            var death = Boundaries[(i + ((int)during * Rotations)) % Boundaries.Length];
            var former = scene.Scene.Final;
            var isEarly = death <= RotationPhase.Announced;
            killed += (await RunAsync(folder, order with { DiesAt = isEarly ? death.ToString() : null })).Length == 0 ? 1 : 0;
            Assert.StartsWith("Announced", await RunAsync(folder, order), StringComparison.Ordinal);
            var next = scene.Scene.Next;
            Assert.Equal((former, former), (scene.Scene.Final, await scene.Scene.Tenant.LiveSecretAsync(scene.ClientId)));

            killed += (await RunAsync(folder, order with { Resumes = true, AppliesAtOnce = true, DiesAt = isEarly ? null : death.ToString() })).Length == 0 ? 1 : 0;
            Assert.Matches("^(Succeeded|Nothing)", await RunAsync(folder, order with { Resumes = true, AppliesAtOnce = true }));
            Assert.Equal((next, next), (scene.Scene.Final, await scene.Scene.Tenant.LiveSecretAsync(scene.ClientId)));
        }

        await enough.CancelAsync();
        await consuming;
        output.WriteLine($"{Rotations} announced rotations, {killed} killed, {during} accepted for a while: {consumer.SignIns} sign-ins of a consumer, {consumer.Refused} refused");
        Assert.Equal((Rotations, 0), (killed, consumer.Refused));
        Assert.InRange(consumer.SignIns, Rotations * 5, int.MaxValue);
    }

    private static async Task<string> RunAsync(string folder, RunnerOrder order)
    {
        using var process = RunnerProcess.Launch(folder, folder, order);
        process.LetGo();
        return await process.EndAsync();
    }

    /// <summary>Keeps what worked, and reads the vault only when that is refused.</summary>
    private sealed class PatientConsumer(FolderVault vault, Func<string, Task<HttpStatusCode>> signIn)
    {
        private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(50);

        private string? _current = vault.Text("billing-client-secret");

        public int SignIns { get; private set; }

        public int Refused { get; private set; }

        public async Task RunAsync(CancellationToken stop)
        {
            while (!stop.IsCancellationRequested)
            {
                var started = Stopwatch.GetTimestamp();
                SignIns++;
                Refused += await WorksAsync(_current) || await WorksAsync(vault.Text("billing-client-secret-next")) || await WorksAsync(vault.Text("billing-client-secret")) ? 0 : 1;
                var left = Pace - Stopwatch.GetElapsedTime(started);
                await Task.Delay(left > TimeSpan.Zero ? left : TimeSpan.Zero, CancellationToken.None);
            }
        }

        private async Task<bool> WorksAsync(string? secret)
        {
            if (secret is null || await signIn(secret) != HttpStatusCode.OK)
                return false;
            _current = secret;
            return true;
        }
    }
}
