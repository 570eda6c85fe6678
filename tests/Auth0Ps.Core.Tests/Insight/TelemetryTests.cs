using System.Diagnostics;
using Auth0Ps.Core.Tests.Hooks;
using Auth0Ps.Core.Tests.Rotation;
using Auth0Ps.Diagnostics;
using Auth0Ps.Sandbox;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace Auth0Ps.Core.Tests.Insight;

/// <summary>What OpenTelemetry's own packages collect of a rotation.</summary>
public sealed class TelemetryTests
{
    [Fact]
    public async Task A_rotation_is_an_activity_with_its_requests_and_vault_calls_and_is_counted()
    {
        var activities = new List<Activity>();
        var metrics = new List<Metric>();
        await using var scene = await SavedScene.StartAsync();
        scene.Scene.Tenant.Sandbox.AddFault(new FaultRule { Method = "PATCH", Path = "/api/v2/clients/*", Times = 1, Action = FaultAction.Status, Status = 503 });
        using (var tracing = Sdk.CreateTracerProviderBuilder().AddSource("Auth0Ps").AddInMemoryExporter(activities).Build())
        using (var metering = Sdk.CreateMeterProviderBuilder().AddMeter("Auth0Ps").AddInMemoryExporter(metrics).Build())
        {
            await scene.RotateDueAsync();
            metering!.ForceFlush();
            tracing!.ForceFlush();
        }

        // Other tests rotate meanwhile, each its own application.
        var clientId = scene.Scene.Application.ClientId;
        var rotation = activities.Single(activity => activity.OperationName == "rotation" && Equals(activity.GetTagItem("auth0.client_id"), clientId));
        Assert.Equal("Succeeded", rotation.GetTagItem("auth0ps.status"));
        Assert.Equal(["Intended", "Staged", "Applying", "Promoted", "Verified", "Recorded"], rotation.Events.Select(step => step.Name));
        var inside = activities.Where(activity => activity.TraceId == rotation.TraceId).ToList();
        var change = inside.Single(activity => activity.DisplayName == "PATCH /api/v2/clients/{id}");
        Assert.Equal((ActivityKind.Client, 200), (change.Kind, change.GetTagItem("http.response.status_code")));
        Assert.Equal("retry", Assert.Single(change.Events).Name);
        Assert.Contains(inside, activity => activity.DisplayName == "vault write");

        Assert.True(Count(metrics, "auth0ps.rotations", "auth0ps.status", "Succeeded") >= 1);
        Assert.True(Count(metrics, "auth0ps.request.retries", "http.response.status_code", "503") >= 1);
        foreach (var name in (string[])["auth0ps.rotation.duration", "auth0ps.rotation.phase.duration", "auth0ps.request.duration", "auth0ps.vault.call.duration"])
            Assert.Contains(metrics, metric => metric.Name == name);

        // No tag holds a secret, and none of a metric tells one application from another.
        var secret = scene.Scene.Final!;
        Assert.All(activities, activity => Assert.DoesNotContain(activity.TagObjects, tag => tag.Value?.ToString()?.Contains(secret, StringComparison.Ordinal) == true));
        Assert.All(metrics.SelectMany(Points).SelectMany(point => point), tag => Assert.NotEqual(clientId, tag.Value));
    }

    [Fact]
    public async Task Deliveries_to_hooks_are_counted_by_result()
    {
        var metrics = new List<Metric>();
        using var hooks = new HookScene();
        await using var takes = new HookReceiver();
        await using var refuses = new HookReceiver("500 Internal Server Error");
        await hooks.RegisterAsync("takes", request => request with { On = [RotationEvent.KeyRetired], Uri = takes.Uri });
        await hooks.RegisterAsync("refuses", request => request with { On = [RotationEvent.Drifted], Uri = refuses.Uri });
        using (var metering = Sdk.CreateMeterProviderBuilder().AddMeter("Auth0Ps").AddInMemoryExporter(metrics).Build())
        {
            for (var number = 0; number < 3; number++)
                await hooks.RecordAsync(what: RotationEvent.KeyRetired);
            await hooks.RecordAsync(what: RotationEvent.Drifted);
            await hooks.DeliverAsync();
            metering!.ForceFlush();
        }

        var points = metrics.Where(metric => metric.Name == "auth0ps.hook.deliveries").SelectMany(Points).Select(tags => string.Join(' ', tags.OrderBy(tag => tag.Key, StringComparer.Ordinal).Select(tag => tag.Value))).ToList();
        Assert.Contains("KeyRetired webhook succeeded", points);
        Assert.Contains("Drifted webhook failed", points);
        Assert.True(Count(metrics, "auth0ps.hook.deliveries", "auth0ps.event", "KeyRetired") >= 3);
        Assert.Contains(metrics, metric => metric.Name == "auth0ps.hook.delivery.duration");
    }

    [Theory]
    [InlineData("https://t.auth0.com/api/v2/clients", "/api/v2/clients")]
    [InlineData("https://t.auth0.com/api/v2/clients/abc", "/api/v2/clients/{id}")]
    [InlineData("https://t.auth0.com/api/v2/clients/abc/credentials/cred_1", "/api/v2/clients/{id}/credentials/{id}")]
    [InlineData("https://t.auth0.com/oauth/token", "/oauth/token")]
    [InlineData("https://t.auth0.com/me/v1/authentication-methods/x", "/me/v1/authentication-methods")]
    [InlineData("https://api.example.com/customers/17", "other")]
    public void A_route_tells_no_object_from_another(string uri, string route) => Assert.Equal(route, Measurements.RouteOf(new Uri(uri)));

    private static long Count(List<Metric> metrics, string name, string tag, string value)
    {
        var sum = 0L;
        foreach (var metric in metrics.Where(metric => metric.Name == name))
        {
            foreach (ref readonly var point in metric.GetMetricPoints())
            {
                foreach (var found in point.Tags)
                {
                    if (found.Key == tag && Equals(found.Value, value))
                        sum += point.GetSumLong();
                }
            }
        }

        return sum;
    }

    private static List<List<KeyValuePair<string, object?>>> Points(Metric metric)
    {
        var points = new List<List<KeyValuePair<string, object?>>>();
        foreach (ref readonly var point in metric.GetMetricPoints())
        {
            var tags = new List<KeyValuePair<string, object?>>();
            foreach (var tag in point.Tags)
                tags.Add(tag);
            points.Add(tags);
        }

        return points;
    }
}
