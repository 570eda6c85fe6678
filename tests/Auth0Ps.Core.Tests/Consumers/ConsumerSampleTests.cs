using System.Diagnostics;
using Auth0Ps.Core.Tests.Rotation.Definitions;
using Auth0Ps.Core.Tests.Rotation.PrivateKeys;
using Auth0Ps.Sandbox;

namespace Auth0Ps.Core.Tests.Consumers;

/// <summary>The samples of docs/guides/consumers, each as it is, before a tenant whose secret changes. That rotations and kills refuse none is in AnnouncedConsumerTests.</summary>
public sealed class ConsumerSampleTests : IDisposable
{
    private const string Current = "billing-client-secret";
    private const string Next = "billing-client-secret-next";

    private readonly string _folder = Directory.CreateTempSubdirectory("auth0ps-consumers-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [SkippableTheory]
    [InlineData(SampleLanguage.CSharp)]
    [InlineData(SampleLanguage.Node)]
    [InlineData(SampleLanguage.PowerShell)]
    [InlineData(SampleLanguage.Python)]
    public async Task It_keeps_the_token_tries_current_then_next_and_then_reads_again(SampleLanguage language)
    {
        await using var scene = await StartAsync();
        await using var consumer = await StartAsync(scene, language, TimeSpan.FromMinutes(1));
        Write(Current, (await scene.Scene.LiveAsync())!);

        Assert.Equal(("token", 1), await CountedAsync(scene, () => consumer.AskAsync(anew: false)));
        Assert.Equal(("token", 0), await CountedAsync(scene, () => consumer.AskAsync(anew: false)));
        Assert.Equal(("token", 1), await CountedAsync(scene, () => consumer.AskAsync(anew: true)));

        // Announced and made live: the current entry is not promoted yet.
        await ChangeAsync(scene, "the-second-secret-of-this-application-0123456789-0123456789-01");
        Write(Next, "the-second-secret-of-this-application-0123456789-0123456789-01");
        Assert.Equal(("token", 2), await CountedAsync(scene, () => consumer.AskAsync(anew: true)));

        // Promoted, and the one after it announced: the current entry is read anew, so that the first attempt is the right one.
        Write(Current, "the-second-secret-of-this-application-0123456789-0123456789-01");
        Write(Next, "the-third-secret-of-this-application-0123456789-0123456789-012");
        Assert.Equal(("token", 1), await CountedAsync(scene, () => consumer.AskAsync(anew: true)));

        // Refused altogether until the vault has caught up: it reads again.
        await ChangeAsync(scene, "the-fifth-secret-of-this-application-0123456789-0123456789-012");
        var asking = consumer.AskAsync(anew: true);
        await UntilAsync(() => Refused(scene) >= 6);
        Write(Current, "the-fifth-secret-of-this-application-0123456789-0123456789-012");
        Assert.Equal("token", await asking);
    }

    [SkippableTheory]
    [InlineData(SampleLanguage.CSharp)]
    [InlineData(SampleLanguage.Node)]
    [InlineData(SampleLanguage.PowerShell)]
    [InlineData(SampleLanguage.Python)]
    public async Task It_says_what_is_wrong_and_no_secret(SampleLanguage language)
    {
        await using var scene = await StartAsync();
        await using var consumer = await StartAsync(scene, language, TimeSpan.FromSeconds(0.4));
        Assert.Equal("refused: The vault has nothing as 'billing-client-secret' and 'billing-client-secret-next'. Is it the vault that the rotation writes to?", await consumer.AskAsync(anew: true));

        Write(Current, "planted-secret-that-is-wrong");
        Write(Next, "planted-secret-that-is-wrong-too");
        var (said, requests) = await CountedAsync(scene, () => consumer.AskAsync(anew: true));
        Assert.Equal("refused: Auth0 refuses what the vault has as 'billing-client-secret' and 'billing-client-secret-next'. Is it the vault that the rotation writes to?", said);
        Assert.InRange(requests, 2, int.MaxValue);

        // No refusal of the secret: the next one is not tried, and the caller decides.
        Write(Current, (await scene.Scene.LiveAsync())!);
        foreach (var status in new[] { 403, 429, 503 })
        {
            scene.Scene.Tenant.Sandbox.AddFault(new FaultRule { Method = "POST", Path = "/oauth/token", Times = 1, Action = FaultAction.Status, Status = status });
            (said, requests) = await CountedAsync(scene, () => consumer.AskAsync(anew: true));
            Assert.StartsWith($"failed: The token endpoint answered with status {status}", said, StringComparison.Ordinal);
            Assert.DoesNotContain("planted", said, StringComparison.Ordinal);
            Assert.Equal(1, requests);
        }

        Assert.Equal("token", await consumer.AskAsync(anew: true));
    }

    [SkippableTheory]
    [InlineData(SampleLanguage.CSharp, SecretAcceptance.Alternating)]
    [InlineData(SampleLanguage.Node, SecretAcceptance.Old)]
    [InlineData(SampleLanguage.PowerShell, SecretAcceptance.Alternating)]
    [InlineData(SampleLanguage.Python, SecretAcceptance.Alternating)]
    public async Task One_that_is_started_while_a_change_spreads_has_patience(SampleLanguage language, SecretAcceptance during)
    {
        // By a clock that stands: what is slow here does not end it.
        var clock = new SetClock(DateTimeOffset.UtcNow);
        await using var scene = await StartAsync(new() { RateLimit = RateLimitProfile.None, PropagationDelay = TimeSpan.FromSeconds(30), AcceptDuringPropagation = during, TimeProvider = clock });
        await using var consumer = await StartAsync(scene, language, TimeSpan.FromMinutes(1));
        Write(Current, "the-second-secret-of-this-application-0123456789-0123456789-01");
        Write(Next, "the-second-secret-of-this-application-0123456789-0123456789-01");
        await ChangeAsync(scene, "the-second-secret-of-this-application-0123456789-0123456789-01");

        var asking = consumer.AskAsync(anew: true);
        await UntilAsync(() => Refused(scene) >= 1);
        if (during == SecretAcceptance.Old)
            clock.Now += TimeSpan.FromSeconds(31);
        Assert.Equal("token", await asking);
    }

    private static Task<KeyScene> StartAsync(SandboxOptions? options = null) => KeyScene.StartAsync(options ?? new() { RateLimit = RateLimitProfile.None });

    private async Task<SampleConsumer> StartAsync(KeyScene scene, SampleLanguage language, TimeSpan patience) =>
        await SampleConsumer.StartAsync(language, new(scene.Scene.Tenant.Sandbox.Domain, scene.ClientId, await scene.AudienceAsync(), _folder, IsVault: false, patience));

    private void Write(string entry, string secret)
    {
        // As mounted files are replaced, with the line's end that many programs write.
        var file = Path.Combine(_folder, entry);
        File.WriteAllText(file + ".new", secret + "\n");
        File.Move(file + ".new", file, overwrite: true);
    }

    private static async Task ChangeAsync(KeyScene scene, string secret) => (await scene.Scene.Tenant.CallAsync(HttpMethod.Patch, $"clients/{scene.ClientId}", new { client_secret = secret })).Dispose();

    private static async Task<(string Said, int Requests)> CountedAsync(KeyScene scene, Func<Task<string>> ask)
    {
        var before = SignIns(scene).Count();
        var said = await ask();
        return (said, SignIns(scene).Count() - before);
    }

    private static int Refused(KeyScene scene) => SignIns(scene).Count(request => request.Status == 401);

    private static IEnumerable<RequestLogEntry> SignIns(KeyScene scene) => scene.Scene.Tenant.Sandbox.Requests.Where(request => request.Path == "/oauth/token");

    private static async Task UntilAsync(Func<bool> condition)
    {
        var clock = Stopwatch.StartNew();
        while (!condition())
        {
            Assert.True(clock.Elapsed < TimeSpan.FromMinutes(1), "It did not come about within a minute.");
            await Task.Delay(20);
        }
    }
}
