using Auth0Ps.Rotation.Journal;
using Auth0Ps.Security;
using Auth0Ps.State;

namespace Auth0Ps.Core.Tests.State;

/// <summary>Which store is used.</summary>
public sealed class StateStoresTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("auth0ps-stores-").FullName;
    private readonly List<StateLocation> _opened = [];
    private string? _variable;

    private string SettingPath => Path.Combine(_folder, "state-store.json");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void It_is_the_data_folder_then_what_was_set_and_first_what_the_environment_names()
    {
        Assert.Equal(_folder, Stores().Location.Text);
        Stores().Set(StateLocation.Parse("postgresql://ops@db.example.com/auth0", "-Location"));

        Assert.Equal("postgresql://ops@db.example.com/auth0", Stores().Location.Text);
        _variable = $"folder:{_folder}/other";
        Assert.Equal((Path.Combine(_folder, "other"), true), (Stores().Location.Text, Stores().IsOfEnvironment));
        _variable = "";
        Assert.Equal(Auth0StateStoreKind.PostgreSql, Stores().Location.Kind);
    }

    [Fact]
    public void A_process_sees_at_once_what_another_one_sets()
    {
        var (mine, theirs) = (Stores(), Stores());
        var folder = mine.Current;
        theirs.Set(StateLocation.Parse("postgresql://ops@db.example.com/auth0", "-Location"));

        Assert.NotSame(folder, mine.Current);
        Assert.Same(mine.Current, mine.Current);
        theirs.Set(StateLocation.OfFolder(_folder));
        Assert.Same(folder, mine.Current);
    }

    [Fact]
    public void A_password_is_read_from_its_vault_and_only_the_names_are_written_down()
    {
        Stores().Set(StateLocation.Parse("postgresql://ops@db.example.com/auth0", "-Location").WithPassword("Prod", "database"));

        _ = Stores().Current;

        Assert.Equal("of Prod database", SecureStrings.Reveal(Assert.Single(_opened).PostgreSql!.ReadPassword!()));
        Assert.DoesNotContain("of Prod", File.ReadAllText(SettingPath), StringComparison.Ordinal);
        Assert.Equal(new VaultPlace("Prod", "database"), Stores().Location.Password);
    }

    [Fact]
    public void What_signs_in_to_a_container_is_read_from_its_vault_as_well()
    {
        Stores().Set(StateLocation.Parse("https://state.blob.core.windows.net/auth0ps", "-Location").WithPassword("Prod", "signature"));

        _ = Stores().Current;

        Assert.Equal("of Prod signature", SecureStrings.Reveal(Assert.Single(_opened).AzureBlob!.ReadSecret!()));
        Assert.Equal((Auth0StateStoreKind.AzureBlob, "https://state.blob.core.windows.net/auth0ps"), (Stores().Location.Kind, Stores().Location.Text));
    }

    [Theory]
    [InlineData("{ torn", ErrorReason.StateFileDamaged)]
    [InlineData("null", ErrorReason.StateFileDamaged)]
    [InlineData("""{"format":1}""", ErrorReason.StateFileDamaged)]
    [InlineData("""{"format":2,"location":"folder:/x"}""", ErrorReason.StateFileNewer)]
    [InlineData("""{"format":1,"location":"postgresql://ops:Sesame1@db.example.com/auth0"}""", ErrorReason.InvalidArgument)]
    public void A_setting_that_is_not_understood_is_refused_and_the_variable_is_the_way_out(string text, ErrorReason reason)
    {
        OwnerOnlyFile.Replace(SettingPath, System.Text.Encoding.UTF8.GetBytes(text));

        var failure = Assert.Throws<Auth0Exception>(() => Stores().Current);
        Assert.Equal(reason, failure.Reason);
        Assert.DoesNotContain("Sesame", failure.ToString(), StringComparison.Ordinal);
        _variable = $"folder:{_folder}";
        Assert.Equal(_folder, Stores().Location.Text);
    }

    private StateStores Stores() => new(
        new DataFolder(_folder),
        TimeLimits.Default,
        () => _variable,
        (location, limits) =>
        {
            _opened.Add(location);
            return new FolderStore(new DataFolder(_folder), limits);
        },
        static entry => SecureStrings.Protect($"of {entry.Vault} {entry.Entry}"));
}
