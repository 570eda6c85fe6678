using System.Diagnostics;
using Auth0Ps.Module.Tests.Support;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace Auth0Ps.Module.Tests.Insight;

/// <summary>A program that hosts PowerShell, and OpenTelemetry's own packages in it, as <c>docs/guides/telemetry.md</c> has it.</summary>
public sealed class TelemetryHostTests(ModuleTenant scene) : IClassFixture<ModuleTenant>
{
    [Fact]
    public void It_collects_what_the_module_measures()
    {
        var activities = new List<Activity>();
        var metrics = new List<Metric>();
        using (var tracing = Sdk.CreateTracerProviderBuilder().AddSource("Auth0Ps").AddInMemoryExporter(activities).Build())
        using (var metering = Sdk.CreateMeterProviderBuilder().AddMeter("Auth0Ps").AddInMemoryExporter(metrics).Build())
        {
            Assert.Equal(["Succeeded"], scene.Shell.Texts("(Get-Auth0Application -Rotatable | Select-Object -First 1 | Invoke-Auth0SecretRotation -Confirm:$false -WarningAction Ignore).Status"));
            metering!.ForceFlush();
            tracing!.ForceFlush();
        }

        Assert.Contains(activities, activity => activity.OperationName == "rotation" && Equals(activity.GetTagItem("auth0ps.status"), "Succeeded"));
        Assert.Contains(activities, activity => activity.DisplayName == "PATCH /api/v2/clients/{id}");
        Assert.Contains(metrics, metric => metric is { MeterName: "Auth0Ps", Name: "auth0ps.rotations" });
        Assert.Contains(metrics, metric => metric.Name == "auth0ps.request.duration" && metric.Unit == "s");
    }
}
