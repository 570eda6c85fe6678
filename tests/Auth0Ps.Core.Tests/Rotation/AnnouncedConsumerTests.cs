using System.Diagnostics;
using System.Globalization;
using Auth0Ps.Core.Tests.Consumers;
using Auth0Ps.Core.Tests.Rotation.PrivateKeys;
using Auth0Ps.Sandbox;
using Xunit.Abstractions;

namespace Auth0Ps.Core.Tests.Rotation;

/// <summary>
/// Consumers made from the samples of docs/guides/consumers, each of which signs in twenty times a second while announced rotations are killed, at every phase and
/// then at random moments. <c>AUTH0PS_ANNOUNCED_ROTATIONS</c> names another number of rotations, <c>AUTH0PS_PROPAGATION</c> other seconds in which Auth0 may accept
/// either secret.
/// </summary>
public sealed class AnnouncedConsumerTests(ITestOutputHelper output)
{
    private static readonly RotationPhase[] Boundaries =
        [RotationPhase.Announced, RotationPhase.Applying, RotationPhase.Promoted, RotationPhase.Staged, RotationPhase.Verified, RotationPhase.Recorded];

    private static int Rotations => TestRun.Asked("AUTH0PS_ANNOUNCED_ROTATIONS") ?? TestRun.Either(whole: 12, ordinary: 2);

    private static TimeSpan Propagation => double.TryParse(Environment.GetEnvironmentVariable("AUTH0PS_PROPAGATION"), CultureInfo.InvariantCulture, out var seconds)
        ? TimeSpan.FromSeconds(seconds)
        : TimeSpan.FromMilliseconds(400);

    [Theory]
    [InlineData(SecretAcceptance.Alternating)]
    [InlineData(SecretAcceptance.Both)]
    [InlineData(SecretAcceptance.Old)]
    [InlineData(SecretAcceptance.New)]
    public async Task None_is_refused_whatever_moment_a_rotation_is_killed_at(SecretAcceptance during)
    {
        await using var scene = await KeyScene.StartAsync(new() { RateLimit = RateLimitProfile.None, PropagationDelay = Propagation, AcceptDuringPropagation = during });
        var folder = Path.GetDirectoryName(scene.Scene.DataFolder)!;
        Assert.Equal(RotationStatus.Succeeded, (await scene.Scene.RotateAsync()).Status);
        await Task.Delay(Propagation + TimeSpan.FromMilliseconds(100));
        var settings = new ConsumerSettings(scene.Scene.Tenant.Sandbox.Domain, scene.ClientId, await scene.AudienceAsync(), scene.Scene.Vault.Place, IsVault: true, TimeSpan.FromMinutes(1));
        var consumers = await StartAsync(settings, during == SecretAcceptance.Alternating || TestRun.IsWhole ? Enum.GetValues<SampleLanguage>() : [SampleLanguage.CSharp]);
        using var enough = new CancellationTokenSource();
        var consuming = Array.ConvertAll(consumers, consumer => Task.Run(() => consumer.RunAsync(enough.Token)));
        var clock = Stopwatch.StartNew();
        var order = RunnerOrder.For(scene.Scene.Tenant.Sandbox, scene.ClientId) with { AnnounceFor = TimeSpan.FromHours(1) };
        var (killed, refused, random, span) = (0, 0, new Random(20261128 + (int)during), 150.0);
        for (var i = 0; i < Rotations; i++)
        {
            // At the end of each phase first, and then at any moment of a run that announces or of one that applies.
            var isRandom = i >= Boundaries.Length;
            var death = Boundaries[(i + ((int)during * Rotations)) % Boundaries.Length];
            var isEarly = isRandom ? i % 2 == 0 : death <= RotationPhase.Announced;
            var mortal = order with { DiesAt = isRandom ? null : death.ToString(), DiesAfter = isRandom ? random.NextDouble() * span : null };
            var former = scene.Scene.Final;
            if (isEarly)
                await KillAsync(mortal);
            Assert.StartsWith("Announced", await RunnerProcess.RunHereAsync(folder, order), StringComparison.Ordinal);
            var next = scene.Scene.Next;
            Assert.Equal((former, former), (scene.Scene.Final, await scene.Scene.LiveAsync()));

            if (!isEarly)
                await KillAsync(mortal with { Resumes = true, AppliesAtOnce = true });
            Assert.Matches("^(Succeeded|Nothing)", await RunnerProcess.RunHereAsync(folder, order with { Resumes = true, AppliesAtOnce = true }));
            Assert.Equal((next, next), (scene.Scene.Final, await scene.Scene.LiveAsync()));

            // Nobody rotates twice while one change spreads.
            await Task.Delay(Propagation);
            refused += scene.Scene.Tenant.Sandbox.Requests.Count(request => request.Path == "/oauth/token" && request.Status == 401);

            async Task KillAsync(RunnerOrder mortally)
            {
                var isKilled = (await RunApartAsync(folder, mortally)).Length == 0;
                Assert.True(isKilled || isRandom, $"No kill at {death}.");
                killed += isKilled ? 1 : 0;
                span *= isKilled ? 1.05 : 0.8;
            }
        }

        var seconds = clock.Elapsed.TotalSeconds;
        await enough.CancelAsync();
        await Task.WhenAll(consuming);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Rotations} announced rotations in {seconds:0} s, {killed} killed, {during} accepted for {Propagation.TotalSeconds:0.0} s"));
        foreach (var consumer in consumers)
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{consumer.Name}: {consumer.SignIns} sign-ins ({consumer.SignIns / seconds:0.0} a second, the slowest took {consumer.Slowest.TotalMilliseconds:0} ms), {consumer.Refused.Count} refused"));
            Assert.Empty(consumer.Refused);
            Assert.InRange(consumer.SignIns, Rotations * 5, int.MaxValue);
            await consumer.DisposeAsync();
        }

        Assert.InRange(killed, Math.Min(Rotations, Boundaries.Length), Rotations);

        // As long as either is accepted until the next run is over, no attempt of a consumer is refused: each reads the current secret first.
        if (during == SecretAcceptance.Both && Propagation >= TimeSpan.FromSeconds(20))
            Assert.Equal(0, refused);
    }

    private async Task<SteadyConsumer[]> StartAsync(ConsumerSettings settings, IReadOnlyList<SampleLanguage> languages)
    {
        var started = new List<SteadyConsumer>();
        foreach (var language in languages)
        {
            if (await SampleConsumer.WhyNotAsync(language) is { } why)
                output.WriteLine($"{language} is left out: {why}");
            else
                started.Add(new SteadyConsumer(await SampleConsumer.StartAsync(language, settings)));
        }

        // Starting a program is not what is measured.
        foreach (var consumer in started)
            Assert.Equal("token", await consumer.Sample.AskAsync(anew: true));
        return [.. started];
    }

    private static async Task<string> RunApartAsync(string folder, RunnerOrder order)
    {
        using var process = RunnerProcess.Launch(folder, folder, order);
        process.LetGo();
        return await process.EndAsync();
    }

    /// <summary>Signs in twenty times a second, and each time anew.</summary>
    private sealed class SteadyConsumer(SampleConsumer sample) : IAsyncDisposable
    {
        private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(50);

        public SampleConsumer Sample => sample;

        public SampleLanguage Name => sample.Language;

        public int SignIns { get; private set; }

        public List<string> Refused { get; } = [];

        public TimeSpan Slowest { get; private set; }

        public async Task RunAsync(CancellationToken stop)
        {
            while (!stop.IsCancellationRequested)
            {
                var started = Stopwatch.GetTimestamp();
                if (await sample.AskAsync(anew: true) is not "token" and var said)
                    Refused.Add(said);
                SignIns++;
                var took = Stopwatch.GetElapsedTime(started);
                Slowest = took > Slowest ? took : Slowest;
                var left = Pace - took;
                await Task.Delay(left > TimeSpan.Zero ? left : TimeSpan.Zero, CancellationToken.None);
            }
        }

        public ValueTask DisposeAsync() => sample.DisposeAsync();
    }
}
