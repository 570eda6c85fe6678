using Auth0Ps.Scheduling;

namespace Auth0Ps.Core.Tests.Scheduling;

public sealed class ScheduledEnvironmentTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("auth0ps-modules-").FullName;

    [SkippableFact]
    public void What_the_scheduler_sets_itself_is_not_carried()
    {
        Skip.If(OperatingSystem.IsWindows(), "Tasks have their user's home folder.");
        var carried = Carry(new() { ["HOME"] = "/home/ann", ["XDG_DATA_HOME"] = "/mnt/data", ["SECRET"] = "no" }, new() { ["HOME"] = "/home/ann" });

        Assert.Equal(["AUTH0PS_HOME", "XDG_DATA_HOME"], carried.Keys.Order());
        Assert.Equal("/srv/data", carried["AUTH0PS_HOME"]);
    }

    [Fact]
    public void The_store_is_carried_by_its_full_name_and_whom_it_is_asked_as_but_no_password()
    {
        var carried = Carry(new() { ["AUTH0PS_STATE"] = "postgresql://ops@db.example.com/auth0", ["PGUSER"] = "ops", ["PGPASSFILE"] = "/srv/pgpass", ["PGPASSWORD"] = "Sesame1" }, []);

        Assert.Equal(["AUTH0PS_HOME", "AUTH0PS_STATE", "PGPASSFILE", "PGUSER"], carried.Keys.Order(StringComparer.Ordinal));
        Assert.Equal("folder:" + Path.GetFullPath("state"), Carry(new() { ["AUTH0PS_STATE"] = "folder:state" }, [])["AUTH0PS_STATE"]);
    }

    [Fact]
    public void A_container_of_blobs_is_carried_with_the_names_of_who_signs_in_but_no_key_and_no_signature()
    {
        var carried = Carry(
            new()
            {
                ["AUTH0PS_STATE"] = "https://contoso.blob.core.windows.net/auth0ps",
                ["AZURE_STORAGE_ACCOUNT"] = "contoso",
                ["AZURE_CLIENT_ID"] = "of-an-identity",
                ["AZURE_FEDERATED_TOKEN_FILE"] = "/var/run/token",
                ["AZURE_STORAGE_KEY"] = "Sesame1",
                ["AZURE_STORAGE_SAS_TOKEN"] = "sig=Sesame1",
                ["AZURE_CLIENT_SECRET"] = "Sesame1",
                ["AZURE_CLIENT_CERTIFICATE_PASSWORD"] = "Sesame1",
            },
            []);

        Assert.Equal(["AUTH0PS_HOME", "AUTH0PS_STATE", "AZURE_CLIENT_ID", "AZURE_FEDERATED_TOKEN_FILE", "AZURE_STORAGE_ACCOUNT"], carried.Keys.Order(StringComparer.Ordinal));
        Assert.DoesNotContain("Sesame", string.Concat(carried.Values), StringComparison.Ordinal);
    }

    [Fact]
    public void A_proxys_password_is_never_carried_and_said_to_be_missing()
    {
        Dictionary<string, string> current = new() { ["HTTPS_PROXY"] = "http://ann:hunter2@proxy:3128", ["NO_PROXY"] = "localhost" };

        Assert.DoesNotContain("hunter2", string.Concat(Carry(current, []).Values), StringComparison.Ordinal);
        Assert.Equal("localhost", Carry(current, [])["NO_PROXY"]);
        Assert.Equal(["HTTPS_PROXY"], ScheduledEnvironment.Withheld(current.GetValueOrDefault, new Dictionary<string, string>()));
    }

    [Fact]
    public void The_module_path_is_carried_only_where_secret_management_is_not_found_without_it()
    {
        var (special, own) = (Path.Combine(_folder, "special"), Path.Combine(_folder, "Modules"));
        Directory.CreateDirectory(Path.Combine(special, "Microsoft.PowerShell.SecretManagement"));
        var path = $"{special}{Path.PathSeparator}{own}";

        Assert.Equal(path, Carry(new() { ["PSModulePath"] = path }, [])["PSModulePath"]);

        Directory.CreateDirectory(Path.Combine(own, "Microsoft.PowerShell.SecretManagement"));
        Assert.False(Carry(new() { ["PSModulePath"] = path }, []).ContainsKey("PSModulePath"));
        Assert.False(Carry(new() { ["PSModulePath"] = "/nowhere" }, []).ContainsKey("PSModulePath"));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private Dictionary<string, string> Carry(Dictionary<string, string> current, Dictionary<string, string> scheduled) =>
        ScheduledEnvironment.Carry("/srv/data", current.GetValueOrDefault, scheduled, _folder);
}
