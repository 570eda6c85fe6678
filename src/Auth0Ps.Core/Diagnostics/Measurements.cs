using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Reflection;
using Auth0Ps.Hooks;
using Auth0Ps.Http;

namespace Auth0Ps.Diagnostics;

/// <summary>
/// What is measured, for listeners to the name <c>Auth0Ps</c> (<c>docs/guides/telemetry.md</c>). It costs next to nothing while nobody does, and
/// nothing of it is a secret. Metrics have few values to each tag; what tells one application from another is in activities only.
/// </summary>
internal static class Measurements
{
    /// <summary>The name of the source of activities and of the meter.</summary>
    public const string Name = "Auth0Ps";

    private static readonly string Version = typeof(Measurements).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0.0.0";
    private static readonly ActivitySource Activities = new(Name, Version);
    private static readonly Meter Meter = new(Name, Version);
    private static readonly Counter<long> Rotations = Meter.CreateCounter<long>("auth0ps.rotations", "{rotation}", "Rotations that ended, by result.");
    private static readonly Histogram<double> RotationDuration = Meter.CreateHistogram<double>("auth0ps.rotation.duration", "s", "How long rotations took, by result.");
    private static readonly Histogram<double> PhaseDuration = Meter.CreateHistogram<double>("auth0ps.rotation.phase.duration", "s", "How long rotations took to reach a phase from the previous one.");
    private static readonly Histogram<double> RequestDuration = Meter.CreateHistogram<double>("auth0ps.request.duration", "s", "How long attempts of requests took, by status.");
    private static readonly Counter<long> Retries = Meter.CreateCounter<long>("auth0ps.request.retries", "{attempt}", "Attempts that were followed by another one, by status.");
    private static readonly Histogram<double> RateLimitWait = Meter.CreateHistogram<double>("auth0ps.rate_limit.wait", "s", "How long requests waited for the tenant's rate limit.");
    private static readonly Histogram<double> VaultCallDuration = Meter.CreateHistogram<double>("auth0ps.vault.call.duration", "s", "How long calls of vaults took, by operation and result.");
    private static readonly Counter<long> HookDeliveries = Meter.CreateCounter<long>("auth0ps.hook.deliveries", "{attempt}", "Attempts to deliver events to hooks, by event, kind of hook and result.");
    private static readonly Histogram<double> HookDuration = Meter.CreateHistogram<double>("auth0ps.hook.delivery.duration", "s", "How long attempts to deliver events to hooks took.");

    /// <summary>Measures a rotation; null where there was nothing to do.</summary>
    public static async Task<T> RotationAsync<T>(string clientId, string tenant, CredentialType type, Func<Task<T>> rotate)
        where T : class?
    {
        using var activity = Activities.StartActivity("rotation");
        activity?.SetTag("auth0.client_id", clientId).SetTag("server.address", tenant);
        var started = Stopwatch.GetTimestamp();
        var status = "Stopped";
        try
        {
            var value = await rotate();
            var outcome = value as Rotation.RotationOutcome;
            status = outcome?.Status.ToString() ?? "Skipped";
            if (outcome is { Status: RotationStatus.Failed or RotationStatus.Interrupted })
                activity?.SetStatus(ActivityStatusCode.Error, outcome.Failure?.Reason.ToString());
            activity?.SetTag("auth0ps.verified_by", outcome?.VerifiedBy.ToString());
            return value;
        }
        finally
        {
            activity?.SetTag("auth0ps.status", status);
            var tags = new TagList { { "auth0ps.status", status }, { "auth0ps.credential_type", type.ToString() } };
            Rotations.Add(1, tags);
            RotationDuration.Record(Stopwatch.GetElapsedTime(started).TotalSeconds, tags);
        }
    }

    /// <summary>A rotation reached a phase.</summary>
    /// <param name="steps">Its phases, this one last.</param>
    /// <param name="startedAt">When it began.</param>
    public static void Phase(IReadOnlyList<Auth0SecretRotationStep> steps, DateTimeOffset startedAt)
    {
        var since = steps.Count > 1 ? steps[^2].At : startedAt;
        PhaseDuration.Record(Math.Max(0, (steps[^1].At - since).TotalSeconds), new TagList { { "auth0ps.phase", steps[^1].Phase.ToString() } });
        Activity.Current?.AddEvent(new ActivityEvent(steps[^1].Phase.ToString(), steps[^1].At));
    }

    /// <summary>Begins a request, with all its attempts; null while nobody listens.</summary>
    public static Activity? Request(TenantRequest request)
    {
        if (!Activities.HasListeners())
            return null;
        var route = RouteOf(request.Uri);
        return Activities.StartActivity($"{request.Method} {route}", ActivityKind.Client)?
            .SetTag("http.request.method", request.Method.Method).SetTag("server.address", request.Uri.Host).SetTag("url.template", route);
    }

    /// <summary>An attempt of a request ended.</summary>
    /// <param name="status">The HTTP status; null when no answer came.</param>
    /// <param name="wait">The wait before another attempt; null when none follows.</param>
    public static void Attempt(TenantRequest request, Activity? activity, int? status, TimeSpan elapsed, TimeSpan? wait)
    {
        var word = status?.ToString(CultureInfo.InvariantCulture) ?? "none";
        if (RequestDuration.Enabled || Retries.Enabled || RateLimitWait.Enabled)
        {
            var tags = new TagList { { "http.request.method", request.Method.Method }, { "url.template", RouteOf(request.Uri) }, { "http.response.status_code", word } };
            RequestDuration.Record(elapsed.TotalSeconds, tags);
            if (wait is { } pause)
            {
                Retries.Add(1, tags);
                if (status == 429)
                    RateLimitWait.Record(pause.TotalSeconds, new TagList { { "auth0ps.reason", "refused" } });
            }
        }

        activity?.SetTag("http.response.status_code", status);
        if (wait is not null)
            activity?.AddEvent(new ActivityEvent("retry", tags: new ActivityTagsCollection { { "http.response.status_code", word } }));
        else if (status is null or >= 400)
            activity?.SetStatus(ActivityStatusCode.Error);
    }

    /// <summary>A request waited for its turn.</summary>
    public static void Turn(TimeSpan waited) => RateLimitWait.Record(waited.TotalSeconds, new TagList { { "auth0ps.reason", "turn" } });

    /// <summary>Measures a call of a vault.</summary>
    public static async Task<T> VaultCallAsync<T>(string vault, string operation, Func<Task<T>> call)
    {
        using var activity = Activities.StartActivity($"vault {operation}");
        activity?.SetTag("auth0ps.vault", vault);
        var started = Stopwatch.GetTimestamp();
        var result = "failed";
        try
        {
            var value = await call();
            result = "succeeded";
            return value;
        }
        catch (Auth0Exception exception)
        {
            activity?.SetStatus(ActivityStatusCode.Error, exception.Reason.ToString());
            throw;
        }
        finally
        {
            VaultCallDuration.Record(Stopwatch.GetElapsedTime(started).TotalSeconds, new TagList { { "auth0ps.operation", operation }, { "auth0ps.result", result } });
        }
    }

    /// <summary>Measures an attempt to deliver an event to a hook.</summary>
    /// <param name="hook">The hook.</param>
    /// <param name="what">The event.</param>
    public static async Task<HookAttempt> HookAsync(Auth0RotationHook hook, RotationEvent what, Func<Task<HookAttempt>> deliver)
    {
        using var activity = Activities.StartActivity("hook delivery");
        var kind = hook.ScriptPath is null ? "webhook" : "script";
        activity?.SetTag("auth0ps.hook", hook.Name).SetTag("auth0ps.hook.kind", kind).SetTag("auth0ps.event", what.ToString());
        var started = Stopwatch.GetTimestamp();
        var result = "failed";
        try
        {
            var attempt = await deliver();
            if (attempt.Succeeded)
                result = "succeeded";
            else
                activity?.SetStatus(ActivityStatusCode.Error);
            return attempt;
        }
        finally
        {
            var tags = new TagList { { "auth0ps.event", what.ToString() }, { "auth0ps.hook.kind", kind }, { "auth0ps.result", result } };
            HookDeliveries.Add(1, tags);
            HookDuration.Record(Stopwatch.GetElapsedTime(started).TotalSeconds, tags);
        }
    }

    /// <summary>A path without what tells one object from another: <c>/api/v2/clients/{id}/credentials</c>.</summary>
    internal static string RouteOf(Uri uri)
    {
        var parts = uri.AbsolutePath.Split('/', StringSplitOptions.RemoveEmptyEntries);
        return parts switch
        {
            ["oauth", var action] => $"/oauth/{action}",
            ["api", "v2", .. var rest] => "/api/v2/" + string.Join('/', rest.Select((part, place) => place % 2 == 0 ? part : "{id}")),
            ["me", "v1", var collection, ..] => $"/me/v1/{collection}",
            [".well-known", var document] => $"/.well-known/{document}",
            _ => "other",
        };
    }
}
