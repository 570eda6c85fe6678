using System.Reflection;
using Auth0Ps.Sandbox.Cli.PowerShell;

namespace Auth0Ps.Tests.Support;

/// <summary>Places in the clone these tests were built in.</summary>
internal static class Clone
{
    internal static string Folder { get; } =
        Repository.FindFolder() ?? throw new InvalidOperationException("The tests run outside the clone they were built in.");

    internal static string StagedModule { get; } = Path.Combine(Folder, "out", "Auth0Ps");

    internal static string ModuleProject { get; } = Path.Combine(Folder, "src", "Auth0Ps");

    internal static string PesterFolder { get; } = Path.Combine(Folder, "tests", "pester");

    /// <summary>The manifest of the Pester that the packages pin.</summary>
    internal static string PesterModule { get; } =
        typeof(Clone).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(pair => pair.Key is "PesterModule").Value!;

    internal static string ProjectUrl { get; } =
        typeof(Clone).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(pair => pair.Key is "ProjectUrl").Value!;

    /// <summary>The configuration these tests, and with them the module, were built in.</summary>
    internal static string Configuration { get; } =
        typeof(Clone).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()!.Configuration;

    internal static string Version { get; } =
        typeof(Clone).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];
}
