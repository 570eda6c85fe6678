using System.CommandLine;
using Auth0Ps.Sandbox.Cli.Demo;
using Auth0Ps.Sandbox.Cli.Picture;
using Auth0Ps.Sandbox.Cli.Serve;

namespace Auth0Ps.Sandbox.Cli;

/// <summary>The program's verbs.</summary>
internal static class SandboxCommandLine
{
    /// <summary>Runs the verb that the arguments name.</summary>
    /// <returns>The exit status: 0 when all went well.</returns>
    public static Task<int> RunAsync(string[] arguments)
    {
        var root = new RootCommand("A local tenant that behaves like Auth0.")
        {
            ServeCommand.Create(),
            DemoCommand.Create(),
            PictureCommand.Create(),
        };
        // The verbs handle the termination signals themselves: ending on one is a good end here, not an interruption.
        return root.Parse(arguments).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null });
    }
}
