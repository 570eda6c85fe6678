using System.Reflection.PortableExecutable;
using Auth0Ps.Tests.Support;

namespace Auth0Ps.Tests.PowerShell;

/// <summary>The shells of the suite start in half the time only where they have machine code. Without it no other test fails.</summary>
public sealed class TestShellTests
{
    [SkippableFact]
    public async Task The_pinned_PowerShell_has_machine_code()
    {
        var search = await TestShell.FindAsync();
        Skip.IfNot(search.Found, search.Reason);
        Skip.IfNot(search.Engine.LeadingArguments is [_], "It is not the pinned PowerShell.");
        Skip.IfNot(TestShell.CanCompile, "The SDK has no compiler to machine code for this system.");

        var assembly = Path.Combine(Path.GetDirectoryName(search.Engine.LeadingArguments[0])!, "System.Management.Automation.dll");
        using var reader = new PEReader(File.OpenRead(assembly));

        Assert.StartsWith(Path.Combine(Clone.Folder, "out"), assembly, StringComparison.Ordinal);
        Assert.True(reader.PEHeaders.CorHeader!.ManagedNativeHeaderDirectory.Size > 0, assembly);
    }
}
