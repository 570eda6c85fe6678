using System.Diagnostics;
using Auth0Ps.Connections;
using Auth0Ps.Core.Tests.Rotation;
using Auth0Ps.Core.Tests.Support;
using Auth0Ps.State;

namespace Auth0Ps.Core.Tests.State;

/// <summary>A data folder that not only its owner may use, locks that do not lock, and accounts without a home folder.</summary>
public sealed class DataFolderSafetyTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("auth0ps-safety-").FullName;

    private string Data => Path.Combine(_folder, "data");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [SkippableTheory]
    [InlineData("777", false)]
    [InlineData("775", false)]
    [InlineData("757", false)]
    [InlineData("720", false)]
    [InlineData("755", true)]
    [InlineData("700", true)]
    public async Task A_folder_that_others_may_write_to_is_refused_with_what_to_do(string mode, bool isFine)
    {
        Skip.If(OperatingSystem.IsWindows(), "Windows keeps the per-user folder private itself.");
        await AddAsync("before");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(Data, (UnixFileMode)Convert.ToInt32(mode, 8));

        if (isFine)
        {
            await AddAsync("after");
            Assert.Equal(2, NewState().Connections.All.Count);
            return;
        }

        foreach (var use in Uses)
        {
            var failure = await Assert.ThrowsAsync<Auth0Exception>(use);
            Assert.Equal(ErrorReason.StateFolderUnsafe, failure.Reason);
            Assert.Contains($"chmod go-w '{Data}'", failure.RecommendedAction, StringComparison.Ordinal);
        }
    }

    [SkippableFact]
    public async Task A_folder_that_another_user_owns_is_refused()
    {
        Skip.IfNot(OperatingSystem.IsLinux() && Environment.UserName == "root", "Only root gives folders away.");
        await AddAsync("before");
        using (var chown = Process.Start("chown", ["54321", Data]))
            await chown.WaitForExitAsync();

        foreach (var use in Uses)
        {
            var failure = await Assert.ThrowsAsync<Auth0Exception>(use);
            Assert.Equal(ErrorReason.StateFolderUnsafe, failure.Reason);
            Assert.Contains("54321", failure.Message, StringComparison.Ordinal);
        }
    }

    [SkippableFact]
    public async Task A_link_in_the_place_of_the_history_or_of_a_lock_is_not_followed()
    {
        Skip.If(OperatingSystem.IsWindows(), "Making links needs a privilege there.");
        var elsewhere = Path.Combine(_folder, "elsewhere");
        await File.WriteAllTextAsync(elsewhere, "mine\n");
        OwnerOnlyFolder.Make(Data);
        File.CreateSymbolicLink(Path.Combine(Data, "history.jsonl"), elsewhere);
        File.CreateSymbolicLink(Path.Combine(Data, "connections.json.lock"), elsewhere);

        foreach (var use in (Func<Task>[])[() => NewState().History.AppendAsync(Stored.Filled.Of<Auth0SecretRotationRecord>()), () => Task.Run(NewState().History.NewestFirst), () => AddAsync("c")])
        {
            var failure = await Assert.ThrowsAsync<Auth0Exception>(use);
            Assert.Equal(ErrorReason.StateFolderUnsafe, failure.Reason);
            Assert.Contains(elsewhere, failure.Message, StringComparison.Ordinal);
        }

        Assert.Equal("mine\n", await File.ReadAllTextAsync(elsewhere));
    }

    [Fact]
    public async Task What_was_renamed_into_a_folder_is_written_through()
    {
        var flushed = new List<string>();
        OwnerOnlyFolder.Flushed = folder =>
        {
            lock (flushed)
                flushed.Add(folder);
        };
        try
        {
            await AddAsync("c");
            NewState().Journal.Write(Stored.GoldenShapes.Journals[0]);
            await NewState().History.AppendAsync(Stored.GoldenShapes.History[0]);
        }
        finally
        {
            OwnerOnlyFolder.Flushed = null;
        }

        Assert.Equal([Data, Path.Combine(Data, "journal"), Data], flushed.Where(folder => folder.StartsWith(Data, StringComparison.Ordinal)));
    }

    [SkippableFact]
    public async Task Where_locks_do_not_lock_nothing_is_rotated()
    {
        Skip.If(OperatingSystem.IsWindows(), "Windows always locks.");
        await using var scene = await RotationScene.StartAsync();
        var folder = Path.GetDirectoryName(scene.DataFolder)!;
        using var process = RunnerProcess.Launch(folder, folder, RunnerOrder.For(scene.Tenant.Sandbox, scene.Application.ClientId), ("DOTNET_SYSTEM_IO_DISABLEFILELOCKING", "1"));
        process.LetGo();

        var said = await process.EndAsync();

        Assert.StartsWith("Failed", said, StringComparison.Ordinal);
        Assert.Contains("cannot be locked", said, StringComparison.Ordinal);
        Assert.Equal(0, scene.Patches);
    }

    [SkippableTheory]
    [InlineData("root")]
    [InlineData("missing")]
    [InlineData("a file")]
    [InlineData("not writable")]
    public async Task Without_a_usable_home_folder_leases_and_vault_locks_are_in_the_folder_that_was_named(string home)
    {
        Skip.If(OperatingSystem.IsWindows(), "The profile is always there.");
        await using var scene = await RotationScene.StartAsync();
        var folder = Path.GetDirectoryName(scene.DataFolder)!;
        var place = Path.Combine(folder, "home");
        if (home == "a file")
        {
            await File.WriteAllTextAsync(place, "");
        }
        else if (home == "not writable")
        {
            // For root, too: a file where the folder has to be made.
            Directory.CreateDirectory(place);
            await File.WriteAllTextAsync(Path.Combine(place, ".local"), "");
        }

        using var process = RunnerProcess.Launch(folder, home == "root" ? "/" : place, RunnerOrder.For(scene.Tenant.Sandbox, scene.Application.ClientId));
        process.LetGo();

        Assert.StartsWith("Succeeded", await process.EndAsync(), StringComparison.Ordinal);
        Assert.Equal(await scene.LiveAsync(), scene.Final);
        Assert.Single(Directory.GetFiles(Path.Combine(scene.DataFolder, "leases"), "*.lock"), path => !path.EndsWith("lock-test.lock", StringComparison.Ordinal));
        Assert.False(home == "missing" && Directory.Exists(place));
    }

    [SkippableFact]
    public async Task A_lease_that_may_not_be_taken_is_told_as_that_and_not_as_another_command()
    {
        Skip.If(OperatingSystem.IsWindows(), "The profile is always there.");
        await using var scene = await RotationScene.StartAsync();
        var folder = Path.GetDirectoryName(scene.DataFolder)!;
        var home = Path.Combine(folder, "home");
        OwnerOnlyFolder.Make(Path.Combine(home, ".local", "share", "Auth0Ps"));
        await File.WriteAllTextAsync(Path.Combine(home, ".local", "share", "Auth0Ps", "leases"), "");
        using var process = RunnerProcess.Launch(folder, home, RunnerOrder.For(scene.Tenant.Sandbox, scene.Application.ClientId));
        process.LetGo();

        var said = await process.EndAsync();

        Assert.StartsWith("Failed", said, StringComparison.Ordinal);
        Assert.Contains("leases", said, StringComparison.Ordinal);
        Assert.DoesNotContain("another process", said, StringComparison.Ordinal);
        Assert.Equal(0, scene.Patches);
    }

    private Func<Task>[] Uses =>
    [
        () => Task.Run(() => NewState().Connections.All),
        () => AddAsync("after"),
        () => Task.Run(NewState().History.NewestFirst),
        () => NewState().History.AppendAsync(Stored.GoldenShapes.History[0]),
        () => Task.Run(() => NewState().Journal.Write(Stored.GoldenShapes.Journals[0])),
    ];

    private Auth0State NewState() => TestState.New(Data, saves: true);

    private Task<Auth0Connection> AddAsync(string name) =>
        NewState().Connections.AddAsync(Stored.GoldenShapes.Connections[2] with { Name = name, Id = Guid.NewGuid() }, ConnectionSecret.None, CancellationToken.None);
}
