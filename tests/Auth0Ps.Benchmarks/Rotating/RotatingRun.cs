using Auth0Ps.Rotation;

namespace Auth0Ps.Benchmarks.Rotating;

/// <summary>Rotates the secrets of many applications, as many at once as the command's throttle allows.</summary>
internal sealed class RotatingRun(BenchmarkTenant tenant, IReadOnlyList<Auth0Application> applications)
{
    /// <summary>The first applications that can be rotated.</summary>
    public static async Task<RotatingRun> PrepareAsync(BenchmarkTenant tenant, int count)
    {
        var applications = new List<Auth0Application>(count);
        await foreach (var application in tenant.ListAsync())
        {
            if (application.WhyNotRotatable is null)
                applications.Add(application);
            if (applications.Count == count)
                return new RotatingRun(tenant, applications);
        }

        throw new InvalidOperationException($"Only {applications.Count} applications can be rotated, not {count}.");
    }

    /// <summary>How many applications to seed so that this many can be rotated; some of the sandbox's sign in with keys.</summary>
    public static int SeedFor(int count) => (count * 5 / 4) + 25;

    /// <summary>Rotates all; fails when one of them does.</summary>
    public async Task RotateAllAsync(int atOnce)
    {
        var rotator = new VaultRotator(tenant.Open());
        using var slots = new SemaphoreSlim(atOnce);
        var rotations = new List<Task<RotationOutcome>>(applications.Count);
        foreach (var application in applications)
        {
            await slots.WaitAsync();
            rotations.Add(Task.Run(() => RotateAsync(rotator, application, slots)));
        }

        var failed = (await Task.WhenAll(rotations)).Where(rotation => rotation.Status != RotationStatus.Succeeded).ToList();
        if (failed.Count > 0)
            throw new InvalidOperationException($"{failed.Count} of {rotations.Count} rotations did not succeed; the first: {failed[0].Message}");
    }

    private static async Task<RotationOutcome> RotateAsync(VaultRotator rotator, Auth0Application application, SemaphoreSlim slots)
    {
        try
        {
            var target = new RotationTarget
            {
                Name = application.ClientId,
                ClientId = application.ClientId,
                ApplicationName = application.Name,
                Vault = MemoryVaults.Name,
                Mapping = SecretsMapping.Default(application.ClientId),
            };
            return await rotator.RotateAsync(target, isDue: null, CancellationToken.None);
        }
        finally
        {
            slots.Release();
        }
    }
}
