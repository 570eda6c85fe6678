using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Auth0Ps.Tests.ModuleBuilder;

/// <summary>Compiles the source of a sample module, each distinct one once.</summary>
internal static class SampleCompiler
{
    private static readonly ConcurrentDictionary<string, Lazy<byte[]>> Compiled = new(StringComparer.Ordinal);

    /// <summary>What a sample is compiled against: the running framework, and PowerShell's reference assembly.</summary>
    internal static IReadOnlyList<string> References { get; } =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => path.StartsWith(Path.GetDirectoryName(typeof(object).Assembly.Location)!, StringComparison.Ordinal)),
        Path.Combine(AppContext.BaseDirectory, "reference", "System.Management.Automation.dll"),
    ];

    /// <summary>Compiles a module; its assembly is called like the real one.</summary>
    internal static byte[] Compile(string source) =>
        Compiled.GetOrAdd(source, text => new Lazy<byte[]>(() => Emit("Auth0Ps", text, OutputKind.DynamicallyLinkedLibrary))).Value;

    /// <summary>Compiles a program that <c>dotnet</c> can run.</summary>
    internal static byte[] CompileProgram(string name, string source) => Emit(name, source, OutputKind.ConsoleApplication);

    private static byte[] Emit(string name, string source, OutputKind kind)
    {
        var compilation = CSharpCompilation.Create(
            name,
            [CSharpSyntaxTree.ParseText(source)],
            References.Select(path => MetadataReference.CreateFromFile(path)),
            new CSharpCompilationOptions(kind));
        using var stream = new MemoryStream();
        var result = compilation.Emit(stream);
        return result.Success ? stream.ToArray() : throw new InvalidOperationException(string.Join('\n', result.Diagnostics));
    }
}
