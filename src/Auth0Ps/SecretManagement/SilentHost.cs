using System.Globalization;
using System.Management.Automation.Host;

namespace Auth0Ps.SecretManagement;

/// <summary>A host without a user interface: whatever prompts gets an error.</summary>
/// <remarks>
/// It bears the name that SecretManagement takes for "nobody is there": a runspace that SecretManagement makes with such a host is
/// exchanged for one that can prompt as soon as the user calls it. Under any other name the user's own prompts would fail from then on.
/// </remarks>
internal sealed class SilentHost : PSHost
{
    public override string Name => "Default Host";

    public override Version Version { get; } = typeof(SilentHost).Assembly.GetName().Version!;

    public override Guid InstanceId { get; } = Guid.NewGuid();

    public override CultureInfo CurrentCulture => CultureInfo.CurrentCulture;

    public override CultureInfo CurrentUICulture => CultureInfo.CurrentUICulture;

    public override PSHostUserInterface UI => null!;

    public override void SetShouldExit(int exitCode)
    {
    }

    public override void EnterNestedPrompt() => throw new NotSupportedException();

    public override void ExitNestedPrompt() => throw new NotSupportedException();

    public override void NotifyBeginApplication()
    {
    }

    public override void NotifyEndApplication()
    {
    }
}
