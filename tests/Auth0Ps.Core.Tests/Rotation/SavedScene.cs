using Auth0Ps.Rotation;
using Auth0Ps.Rotation.Definitions;
using Auth0Ps.Sandbox;
using Auth0Ps.State;

namespace Auth0Ps.Core.Tests.Rotation;

/// <summary>A rotation scene with billing saved as a rotation, which is due.</summary>
internal sealed class SavedScene : IAsyncDisposable
{
    private SavedScene(RotationScene scene) => Scene = scene;

    public RotationScene Scene { get; }

    public RotationRegistry Rotations => Scene.State.Rotations;

    public RotationFactory Factory => new(Scene.State, Scene.Tenant.Open);

    public Guid Id { get; private set; }

    public Auth0SecretRotation Rotation => Rotations.Find(Id)!;

    public static async Task<SavedScene> StartAsync(SandboxOptions? options = null) => await StartAsync(await RotationScene.StartAsync(options));

    public static async Task<SavedScene> StartAsync(TimeLimits limits) => await StartAsync(await RotationScene.StartAsync(limits));

    private static async Task<SavedScene> StartAsync(RotationScene started)
    {
        var scene = new SavedScene(started);
        scene.Id = (await scene.SaveAsync("billing", scene.Scene.Application.ClientId)).Id;
        return scene;
    }

    /// <summary>Saves a rotation, made 40 days ago.</summary>
    public Task<Auth0SecretRotation> SaveAsync(string name, string clientId, SecretsMapping? mapping = null, string vault = "Prod")
    {
        var request = new RotationRequest { Vault = vault, SecretsMapping = mapping };
        return Rotations.AddAsync(request.Build(former: null, Scene.Session.Connection, clientId, name, DateTimeOffset.UtcNow.AddDays(-40)), CancellationToken.None);
    }

    /// <summary>Another application that can be rotated.</summary>
    public async Task<Auth0Application> OtherAsync() =>
        (await Support.Tenant.ListAsync(await Scene.Tenant.OpenAsync())).First(found => found.WhyNotRotatable is null && found.ClientId != Scene.Application.ClientId);

    public async Task<Auth0SecretRotation> ChangeAsync(RotationRequest request)
    {
        var former = Rotation;
        return await Factory.KeepAsync(await Factory.PlanAsync(request, former, CancellationToken.None), former, CancellationToken.None);
    }

    /// <summary>Runs it as -Due does.</summary>
    public Task<RotationOutcome> RotateDueAsync(RotationTarget? target = null) =>
        Scene.Rotator().RotateAsync(target ?? Rotation.ToTarget(new()), () => Rotations.IsStillDue(Id), CancellationToken.None);

    public ValueTask DisposeAsync() => Scene.DisposeAsync();
}
