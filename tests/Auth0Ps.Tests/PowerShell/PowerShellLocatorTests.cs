using Auth0Ps.Sandbox.Cli.PowerShell;
using Auth0Ps.Tests.Support;

namespace Auth0Ps.Tests.PowerShell;

/// <summary>Which PowerShell is taken, and what is said when there is none.</summary>
public sealed class PowerShellLocatorTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_configured_PowerShell_that_does_not_exist_is_named_and_nothing_else_is_tried()
    {
        var good = Pwsh("bin/pwsh", "7.6.5");

        var search = await SearchAsync(configured: _folder.File("gone/pwsh"), searchPath: [Path.GetDirectoryName(good)!]);

        Assert.False(search.Found);
        Assert.Equal($"AUTH0PS_PWSH names '{_folder.File("gone/pwsh")}', which does not exist", search.Reason);
    }

    [SkippableFact]
    public async Task A_configured_program_that_is_no_PowerShell_is_named()
    {
        var program = Program("bin/other", "echo hello");

        var search = await SearchAsync(configured: program);

        Assert.Equal($"AUTH0PS_PWSH names '{program}', but {program} is not a PowerShell", search.Reason);
    }

    [SkippableFact]
    public async Task A_configured_program_that_cannot_be_started_is_named()
    {
        Skip.If(OperatingSystem.IsWindows(), "Programs are told by their ending there.");
        var file = _folder.Write("bin/pwsh", "not a program");

        var search = await SearchAsync(configured: file);

        Assert.Contains("cannot be started", search.Reason, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task A_PowerShell_that_is_too_old_is_refused_with_its_version()
    {
        var search = await SearchAsync(configured: Pwsh("bin/pwsh", "7.2.24"));

        Assert.Contains("is version 7.2.24; 7.4 or later is needed", search.Reason, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task A_PowerShell_that_never_answers_is_given_up()
    {
        var program = Program("bin/pwsh", "sleep 600");
        var places = Places(configured: program) with { AnswerLimit = TimeSpan.FromSeconds(1) };

        var search = await new PowerShellLocator(places).SearchAsync(CancellationToken.None);

        Assert.Contains("gave no answer within 1 seconds", search.Reason, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Without_a_configured_one_the_first_pwsh_on_the_path_is_taken()
    {
        var first = Pwsh("first/pwsh", "7.5.1");
        var second = Pwsh("second/pwsh", "7.6.5");

        var search = await SearchAsync(searchPath: [_folder.File("empty"), Path.GetDirectoryName(first)!, Path.GetDirectoryName(second)!]);

        Assert.Equal(first, search.Engine?.Command);
        Assert.Equal(new Version(7, 5, 1), search.Engine?.Version);
    }

    [SkippableFact]
    public async Task A_configured_name_without_a_folder_is_looked_up_on_the_path()
    {
        var preview = Pwsh("bin/pwsh-preview", "7.7.0-preview.1");

        var search = await SearchAsync(configured: "pwsh-preview", searchPath: [Path.GetDirectoryName(preview)!]);

        Assert.Equal(new Version(7, 7, 0), search.Engine?.Version);
    }

    [Fact]
    public async Task Outside_a_clone_without_a_pwsh_both_reasons_are_given()
    {
        var search = await SearchAsync();

        Assert.Equal(
            "there is no pwsh on the path, and the version pinned in the tool manifest is not available (there is no local tool manifest)",
            search.Reason);
    }

    [Fact]
    public async Task A_real_PowerShell_starts_with_what_was_found()
    {
        var search = await PowerShellLocator.FindAsync(CancellationToken.None);
        Assert.Equal(search.Found, search.Reason is null);
        if (!search.Found)
        {
            return;
        }

        var result = await ChildProcess.RunAsync(
            search.Engine.StartInfo("-Command", "$PSVersionTable.PSVersion.ToString()"), TimeSpan.FromMinutes(1), CancellationToken.None);

        Assert.StartsWith(search.Engine.Version.ToString(3), result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void The_clone_is_found_by_its_solution_from_any_depth()
    {
        var deep = Path.GetDirectoryName(_folder.Write("a/b/c/x.txt", string.Empty))!;
        _folder.Write("a/Auth0Ps.sln", string.Empty);

        Assert.Equal(_folder.File("a"), Repository.FindFolder(deep));
        Assert.Equal(Clone.Folder, Repository.FindFolder());
    }

    private string Pwsh(string name, string version) => Program(name, $"echo starting\necho 'auth0ps-engine|{version}|/somewhere|/somewhere/pwsh'");

    // A shell script stands in for a PowerShell of a version that is not on this machine.
    private string Program(string name, string script)
    {
        Skip.If(OperatingSystem.IsWindows(), "A shell script stands in for the PowerShell.");
        var path = _folder.Write(name, $"#!/bin/sh\n{script}\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }

        return path;
    }

    private static PowerShellPlaces Places(string? configured = null, IReadOnlyList<string>? searchPath = null) =>
        new(configured, searchPath ?? [], null, new Dictionary<string, string?>(StringComparer.Ordinal));

    private static Task<PowerShellSearch> SearchAsync(string? configured = null, IReadOnlyList<string>? searchPath = null) =>
        new PowerShellLocator(Places(configured, searchPath)).SearchAsync(CancellationToken.None);
}
