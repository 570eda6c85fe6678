using System.Globalization;
using Auth0Ps.Connections;
using Auth0Ps.Core.Tests.Support;

namespace Auth0Ps.Core.Tests.Rotation.Definitions;

/// <summary>What is kept in rotations.json.</summary>
public sealed class RotationRegistryTests : IDisposable
{
    private readonly DefinitionScene _scene = new();

    [Fact]
    public async Task A_saved_rotation_is_found_by_a_later_process_as_it_was_saved()
    {
        var kept = await _scene.Registry().AddAsync(
            _scene.Definition("billing", at: "23:45") with { Description = "d", ProjectId = "p", Environment = "eu", SecretPath = "/a/b", SecretsMapping = new SecretsMapping { Credential = "{environment}-{path}" } },
            CancellationToken.None);

        var found = _scene.Registry().Require("BILLING");

        Assert.Equal(kept, found);
        Assert.Equal("eu-a/b", found.ToTarget(new()).Mapping.Credential);
        Assert.Equal(("auth0-client-secret", 0, 1), (found.Type, found.ActiveIndex, found.Version));
    }

    [Fact]
    public async Task A_run_changes_how_it_stands_and_not_the_file()
    {
        var registry = _scene.Registry();
        var kept = await registry.AddAsync(_scene.Definition("billing"), CancellationToken.None);
        var before = await File.ReadAllBytesAsync(_scene.FilePath);

        _scene.State.Journal.Write(DefinitionScene.Run(kept, DefinitionScene.Made.AddDays(30), RotationStatus.Succeeded));
        _scene.Clock.Now = DefinitionScene.Made.AddDays(31);

        var found = registry.Require("billing");
        Assert.Equal((RotationState.UpToDate, RotationStatus.Succeeded, TimeSpan.FromDays(1)), (found.State, found.RotationStatus, found.Age));
        Assert.False(registry.IsStillDue(kept.Id));
        Assert.Equal(before, await File.ReadAllBytesAsync(_scene.FilePath));
    }

    [Fact]
    public async Task A_damaged_journal_shows_one_rotation_as_interrupted_and_hides_no_other()
    {
        var registry = _scene.Registry();
        var kept = await registry.AddAsync(_scene.Definition("billing"), CancellationToken.None);
        await registry.AddAsync(_scene.Definition("orders"), CancellationToken.None);
        _scene.State.Journal.Write(DefinitionScene.Run(kept, DefinitionScene.Made, RotationStatus.Succeeded));
        await File.WriteAllTextAsync(Path.Combine(_scene.State.JournalFolder(), ClientIdentity.KeyOf(kept.Domain, kept.ClientId) + ".json"), "{");

        Assert.Equal([RotationState.Interrupted, RotationState.Never], registry.All.Select(rotation => rotation.State));
    }

    [Fact]
    public async Task A_renamed_connection_is_found_and_one_that_came_back_under_its_name_too()
    {
        var registry = _scene.Registry();
        await registry.AddAsync(_scene.Definition("billing"), CancellationToken.None);

        var renamed = await _scene.Connections.ReplaceAsync(_scene.Connection, _scene.Connection with { Name = "live" }, secret: null, CancellationToken.None);
        Assert.Equal("live", registry.Require("billing").Connection);

        await _scene.Connections.RemoveAsync(renamed, CancellationToken.None);
        Assert.Equal("prod", registry.Require("billing").Connection);
        var back = await _scene.Connections.AddAsync(_scene.Connection with { Id = Guid.NewGuid() }, ConnectionSecret.None, CancellationToken.None);
        Assert.Equal(back.Id, registry.Require("billing").ConnectionId);
    }

    [Fact]
    public async Task A_change_that_came_in_between_is_not_lost_and_the_version_counts_both()
    {
        var (left, right) = (_scene.Registry(), _scene.Registry());
        var kept = await left.AddAsync(_scene.Definition("billing"), CancellationToken.None);

        await right.AddAsync(_scene.Definition("orders"), CancellationToken.None);
        await left.ReplaceAsync(kept with { Description = "first" }, moves: false, CancellationToken.None);
        var second = await right.ReplaceAsync(kept with { Description = "second" }, moves: false, CancellationToken.None);
        await left.RemoveAsync(left.Require("orders"), CancellationToken.None);

        Assert.Equal(3, second.Version);
        Assert.Equal("second", Assert.Single(right.All).Description);
        var gone = await Assert.ThrowsAsync<Auth0Exception>(() => right.ReplaceAsync(_scene.Definition("orders"), moves: false, CancellationToken.None));
        Assert.Equal(ErrorReason.RotationNotFound, gone.Reason);
    }

    [Fact]
    public async Task Many_writers_at_once_lose_nothing_and_of_two_for_one_client_one_wins()
    {
        var tasks = Enumerable.Range(0, 40).Select(number => Task.Run(async () =>
        {
            try
            {
                // Each client twice.
                await _scene.Registry().AddAsync(_scene.Definition($"r{number}", $"client{number / 2}"), CancellationToken.None);
                return true;
            }
            catch (Auth0Exception exception) when (exception.Reason == ErrorReason.RotationExists)
            {
                return false;
            }
        }));

        var won = await Task.WhenAll(tasks);

        Assert.Equal(20, won.Count(wins => wins));
        Assert.Equal(20, _scene.Registry().All.Select(rotation => rotation.ClientId).Distinct().Count());
    }

    [Fact]
    public async Task Force_is_remembered_until_the_first_success_after_it()
    {
        var registry = _scene.Registry();
        var kept = await registry.AddAsync(_scene.Definition("billing") with { ForceSince = DefinitionScene.Made }, CancellationToken.None);
        Assert.True(registry.Require("billing").ToTarget(new()).Options.Force);

        _scene.State.Journal.Write(DefinitionScene.Run(kept, DefinitionScene.Made.AddMinutes(1), RotationStatus.Failed));
        Assert.True(registry.Require("billing").ToTarget(new()).Options.Force);

        _scene.State.Journal.Write(DefinitionScene.Run(kept, DefinitionScene.Made.AddMinutes(2), RotationStatus.Succeeded));
        Assert.False(registry.Require("billing").ToTarget(new()).Options.Force);
        Assert.True(registry.Require("billing").ToTarget(new() { Force = true }).Options.Force);
    }

    [Fact]
    public async Task A_file_that_is_damaged_is_told_of_and_left_as_it_is()
    {
        await _scene.Registry().AddAsync(_scene.Definition("billing"), CancellationToken.None);
        await File.WriteAllTextAsync(_scene.FilePath, "{ \"format\": 1, \"rotations\": [ {");

        var failure = await Assert.ThrowsAsync<Auth0Exception>(() => _scene.Registry().AddAsync(_scene.Definition("orders"), CancellationToken.None));

        Assert.Equal(ErrorReason.StateFileDamaged, failure.Reason);
        Assert.EndsWith("[ {", await File.ReadAllTextAsync(_scene.FilePath), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_name_is_told_with_the_known_ones()
    {
        await _scene.Registry().AddAsync(_scene.Definition("billing"), CancellationToken.None);

        var failure = Assert.Throws<Auth0Exception>(() => _scene.Registry().Require("bilbing"));

        Assert.Equal(ErrorReason.RotationNotFound, failure.Reason);
        Assert.Contains("billing", failure.RecommendedAction, StringComparison.Ordinal);
        Assert.Equal("bilbing", Convert.ToString(failure.Target, CultureInfo.InvariantCulture));
    }

    public void Dispose() => _scene.Dispose();
}
