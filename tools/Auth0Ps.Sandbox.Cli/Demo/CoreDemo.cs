using System.Net;
using System.Net.Http.Json;
using Auth0Ps.Applications;
using Auth0Ps.Connections;
using Auth0Ps.Diagnostics;
using Auth0Ps.Rotation;
using Auth0Ps.Rotation.ClientSecrets;
using Auth0Ps.Security;
using Auth0Ps.State;

namespace Auth0Ps.Sandbox.Cli.Demo;

/// <summary>The demo without PowerShell: the same core the cmdlets stand on.</summary>
internal sealed class CoreDemo(DemoReport report)
{
    private const int ApplicationCount = 25;
    private const int AtOnce = 10;

    private readonly Auth0State _state = new(DataFolder.OfEnvironment, savesConnections: false);
    private SandboxTenant? _sandbox;
    private Auth0Connection? _connection;
    private IReadOnlyList<Auth0Application> _applications = [];
    private Probe? _probe;

    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        await report.StepAsync("start a sandbox tenant", () => StartAsync(cancellationToken));
        await report.StepAsync("connect", () => ConnectAsync(cancellationToken));
        await report.StepAsync("test the connection", () => TestAsync(cancellationToken));
        await report.StepAsync("list applications", () => ListAsync(cancellationToken));
        await report.StepAsync("rotate one secret", () => RotateOneAsync(cancellationToken));
        await report.StepAsync("the old secret is refused", () => SignInAsync(_probe?.Old, HttpStatusCode.Unauthorized, cancellationToken));
        await report.StepAsync("the new secret is accepted", () => SignInAsync(_probe?.New, HttpStatusCode.OK, cancellationToken));
        await report.StepAsync("rotate the rest as a batch", () => RotateRestAsync(cancellationToken));
        if (_sandbox is not null)
            await _sandbox.DisposeAsync();
        return await report.CloseAsync();
    }

    private async Task<string> StartAsync(CancellationToken cancellationToken)
    {
        _sandbox = await SandboxTenant.StartAsync(new SandboxOptions { ApplicationCount = ApplicationCount }, cancellationToken);
        return $"{_sandbox.Applications.Count} applications at {_sandbox.Domain}";
    }

    private async Task<string> ConnectAsync(CancellationToken cancellationToken)
    {
        var sandbox = Require(_sandbox);
        _connection = await new ConnectionFactory(_state).CreateAsync(
            new ConnectionRequest
            {
                Name = "demo",
                Domain = sandbox.Domain,
                ClientId = sandbox.ClientId,
                ClientSecret = SecureStrings.Protect(sandbox.ClientSecret),
            },
            skipTest: false,
            cancellationToken);
        return $"connection '{_connection.Name}' as {_connection.ClientId}";
    }

    private async Task<string> TestAsync(CancellationToken cancellationToken)
    {
        var test = await new ConnectionTester(Session()).TestAsync(ConnectionPurpose.SecretRotation, cancellationToken);
        var failed = test.Checks.FirstOrDefault(check => check.Outcome == CheckOutcome.Failed);
        return failed is null
            ? $"{test.Checks.Count(check => check.Outcome == CheckOutcome.Passed)} checks passed, {test.GrantedScope.Count} permissions granted"
            : throw new DemoException($"{failed.Name}: {failed.Detail}");
    }

    private async Task<string> ListAsync(CancellationToken cancellationToken)
    {
        var listed = new List<Auth0Application>();
        await foreach (var application in new ApplicationDirectory(Session()).ListAsync(appTypes: null, cancellationToken))
            listed.Add(application);
        _applications = listed;
        return $"{listed.Count} applications, {listed.Count(application => application.WhyNotRotatable is null)} of them rotatable";
    }

    private async Task<string> RotateOneAsync(CancellationToken cancellationToken)
    {
        var sandbox = Require(_sandbox);
        using var tenant = await OutsideView.OpenAsync(sandbox, cancellationToken);
        var (application, audience) = await tenant.FirstMachineToMachineAsync(_applications, cancellationToken);
        var old = await tenant.ReadSecretAsync(application.ClientId, cancellationToken);

        var rotation = await new SecretRotator(Session()).RotateAsync(application, cancellationToken);
        if (rotation.Status != RotationStatus.Succeeded)
            throw new DemoException(rotation.Message);
        _probe = new Probe(application.ClientId, audience, old, SecureStrings.Reveal(rotation.NewSecret!));
        return $"'{application.Name}', verified by {rotation.VerifiedBy}";
    }

    private async Task<string> SignInAsync(string? secret, HttpStatusCode expected, CancellationToken cancellationToken)
    {
        var probe = Require(_probe);
        using var client = new HttpClient();
        using var response = await client.PostAsJsonAsync(
            $"{Require(_sandbox).Domain}/oauth/token",
            new { grant_type = "client_credentials", client_id = probe.ClientId, client_secret = secret, audience = probe.Audience },
            cancellationToken);
        return response.StatusCode == expected
            ? $"the token endpoint answers {(int)response.StatusCode}"
            : throw new DemoException($"the token endpoint answers {(int)response.StatusCode} instead of {(int)expected}");
    }

    private async Task<string> RotateRestAsync(CancellationToken cancellationToken)
    {
        var rotator = new SecretRotator(Session());
        var results = new System.Collections.Concurrent.ConcurrentBag<RotationOutcome>();
        await Parallel.ForEachAsync(
            _applications.Where(application => application.ClientId != _probe?.ClientId),
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
            async (application, cancellation) => results.Add(await rotator.RotateAsync(application, cancellation)));

        var bad = results.FirstOrDefault(result => result.Status is RotationStatus.Failed or RotationStatus.Interrupted);
        if (bad is not null || results.IsEmpty)
            throw new DemoException(bad?.Message ?? "there were none");
        var left = results.Where(result => result.Status == RotationStatus.Skipped).Select(result => $"'{result.Application.Name}' ({result.Application.WhyNotRotatable})");
        return $"{results.Count(result => result.Status == RotationStatus.Succeeded)} rotated; left alone: {string.Join(", ", left)}";
    }

    private TenantSession Session() => new(Require(_connection), _state);

    private static T Require<T>(T? made)
        where T : class => made ?? throw new DemoException("an earlier step failed");

    private sealed record Probe(string ClientId, string Audience, string Old, string New);
}
