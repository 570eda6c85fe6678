namespace Auth0Ps.Sandbox.Cli.Demo;

/// <summary>A step found something other than it should.</summary>
/// <param name="message">What it found.</param>
#pragma warning disable CA1032 // Only ever made with a message, inside the demo.
internal sealed class DemoException(string message) : Exception(message);
#pragma warning restore CA1032
