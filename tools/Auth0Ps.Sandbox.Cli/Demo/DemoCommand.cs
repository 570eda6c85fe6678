using System.CommandLine;

namespace Auth0Ps.Sandbox.Cli.Demo;

/// <summary>The verb <c>demo</c>.</summary>
internal static class DemoCommand
{
    public static Command Create()
    {
        var command = new Command("demo", "Rotate secrets on a sandbox tenant, end to end, and say what happens.");
        command.SetAction((parsed, cancellation) => DemoRun.RunAsync(parsed.InvocationConfiguration.Output, cancellation));
        return command;
    }
}
