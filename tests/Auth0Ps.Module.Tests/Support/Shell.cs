using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Reflection;
using Microsoft.PowerShell;

namespace Auth0Ps.Module.Tests.Support;

/// <summary>A runspace of this process with the staged module in it: what one tab of a shell would be.</summary>
internal sealed class Shell : IDisposable
{
    private static readonly Lazy<bool> Patience = new(ShortenPatience);

    private readonly Runspace _runspace;

    private Shell(Runspace runspace) => _runspace = runspace;

    /// <summary>The staged module's.</summary>
    public static string Manifest { get; } =
        typeof(Shell).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(pair => pair.Key is "StagedModule").Value!;

    public static Shell Open()
    {
        var state = InitialSessionState.CreateDefault2();
        if (OperatingSystem.IsWindows())
            state.ExecutionPolicy = ExecutionPolicy.Unrestricted;
        state.ImportPSModule([Manifest]);
        var runspace = RunspaceFactory.CreateRunspace(state);
        runspace.Open();
        _ = Patience.Value;
        return new Shell(runspace);
    }

    /// <summary>What scripts see as a variable from now on.</summary>
    public object? this[string variable]
    {
        get => _runspace.SessionStateProxy.GetVariable(variable);
        set => _runspace.SessionStateProxy.SetVariable(variable, value);
    }

    /// <summary>Runs a script to its end, with what a user would see in each stream; an error that ends it is the last one.</summary>
    /// <param name="script">The script; variables that it sets are gone afterwards.</param>
    /// <param name="arguments">Variables of this run only.</param>
    public Said Run(string script, params (string Name, object? Value)[] arguments)
    {
        using var shell = PowerShell.Create(_runspace);
        if (arguments.Length > 0)
            script = $"param({string.Join(", ", arguments.Select(argument => "$" + argument.Name))})\n{script}";
        shell.AddScript(script, useLocalScope: true);
        foreach (var (name, value) in arguments)
            shell.AddParameter(name, value);

        var output = new PSDataCollection<PSObject>();
        ErrorRecord? ended = null;
        try
        {
            shell.Invoke(input: null, output);
        }
        catch (RuntimeException exception)
        {
            ended = exception.ErrorRecord;
        }

        return new Said([.. output.Select(item => item!)], [.. shell.Streams.Error, .. ended is null ? Array.Empty<ErrorRecord>() : [ended]])
        {
            IsEnded = ended is not null,
            Warnings = [.. shell.Streams.Warning.Select(record => record.Message)],
            Verbose = [.. shell.Streams.Verbose.Select(record => record.Message)],
            Debug = [.. shell.Streams.Debug.Select(record => record.Message)],
            Information = [.. shell.Streams.Information.Select(record => record.ToString())],
        };
    }

    /// <summary>What a script that has to go well puts out.</summary>
    public IReadOnlyList<PSObject> Get(string script, params (string Name, object? Value)[] arguments)
    {
        var said = Run(script, arguments);
        Assert.True(said.Errors.Count == 0, string.Join('\n', said.Errors));
        return said.Output;
    }

    /// <summary>Runs a script whose variables and settings stay.</summary>
    public void Set(string script)
    {
        using var shell = PowerShell.Create(_runspace);
        shell.AddScript(script, useLocalScope: false).Invoke();
        Assert.Empty(shell.Streams.Error);
    }

    /// <summary>The same, as text.</summary>
    public IReadOnlyList<string?> Texts(string script, params (string Name, object? Value)[] arguments) =>
        [.. Get(script, arguments).Select(item => item?.ToString())];

    public void Dispose() => _runspace.Dispose();

    // The tenants of these tests take no new secret for a few seconds at most; nobody has to wait as long as Auth0 may need.
    private static bool ShortenPatience()
    {
        var module = AppDomain.CurrentDomain.GetAssemblies().Single(static assembly => assembly.GetName().Name == "Auth0Ps");
        var state = module.GetType("Auth0Ps.Pipeline.ModuleState", throwOnError: true)!.GetProperty("Current")!.GetValue(null)!;
        var limits = state.GetType().GetProperty("Limits")!.GetValue(state)!;
        limits.GetType().GetProperty("Spreading")!.SetValue(limits, TimeSpan.FromSeconds(10));
        return true;
    }
}

/// <summary>What a script put out, and what it said beside that.</summary>
internal sealed record Said(IReadOnlyList<PSObject> Output, IReadOnlyList<ErrorRecord> Errors)
{
    /// <summary>Whether an error ended it.</summary>
    public bool IsEnded { get; init; }

    public IReadOnlyList<string> Warnings { get; init; } = [];

    public IReadOnlyList<string> Verbose { get; init; } = [];

    public IReadOnlyList<string> Debug { get; init; } = [];

    public IReadOnlyList<string> Information { get; init; } = [];
}
