using Auth0Ps.State;

namespace Auth0Ps.Core.Tests.State;

/// <summary>How users write where state is.</summary>
public sealed class StateLocationTests
{
    [Theory]
    [InlineData("postgresql://ops@db.example.com/auth0", "verify-full", 5432)]
    [InlineData("postgres://db.example.com:6432/auth0", "verify-full", 6432)]
    [InlineData("postgresql://ops@db.example.com/auth0?sslmode=require", "require", 5432)]
    [InlineData("postgresql://ops@127.0.0.1/auth0", "prefer", 5432)]
    [InlineData("postgresql://ops@localhost/auth0", "prefer", 5432)]
    [InlineData("postgresql://ops@[::1]/auth0", "prefer", 5432)]
    public void A_database_is_verified_by_its_certificate_unless_it_is_on_this_machine_or_said_otherwise(string text, string mode, int port)
    {
        var location = StateLocation.Parse(text, "AUTH0PS_STATE").PostgreSql!;

        Assert.Equal(("auth0", mode, port), (location.Database, location.SslMode, location.Port));
    }

    [Theory]
    [InlineData("postgresql://ops:Sesame1@db.example.com/auth0")]
    [InlineData("postgresql://ops:@db.example.com/auth0")]
    [InlineData("postgresql://:Sesame1@db.example.com/auth0")]
    [InlineData("postgresql://db.example.com/auth0?password=Sesame1")]
    [InlineData("postgresql://db.example.com/auth0?user=ops&PASSWORD=Sesame1")]
    [InlineData("postgresql://db.example.com/auth0?sslpassword=Sesame1")]
    public void A_password_in_it_is_refused_and_not_repeated(string text)
    {
        var failure = Assert.Throws<Auth0Exception>(() => StateLocation.Parse(text, "AUTH0PS_STATE"));

        Assert.Equal(ErrorReason.InvalidArgument, failure.Reason);
        Assert.Contains("AUTH0PS_STATE has a password in it", failure.Message, StringComparison.Ordinal);
        Assert.Contains("PGPASSWORD", failure.RecommendedAction, StringComparison.Ordinal);
        Assert.DoesNotContain("Sesame", failure.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("folder:")]
    [InlineData("/var/lib/auth0ps")]
    [InlineData("mysql://db.example.com/auth0")]
    [InlineData("postgresql://db.example.com")]
    [InlineData("postgresql://db.example.com/")]
    [InlineData("postgresql://db.example.com/one/two")]
    [InlineData("postgresql:///auth0")]
    [InlineData("postgresql://db.example.com/auth0?sslmode=always")]
    [InlineData("postgresql://db.example.com/auth0?sslmode=require&sslmode=disable")]
    [InlineData("postgresql://db.example.com/auth0?search_path=x")]
    public void What_is_not_understood_is_refused(string text) =>
        Assert.Equal(ErrorReason.InvalidArgument, Assert.Throws<Auth0Exception>(() => StateLocation.Parse(text, "AUTH0PS_STATE")).Reason);

    [Theory]
    [InlineData("postgresql://ops@db.example.com/auth0", "Prod", null)]
    [InlineData("postgresql://ops@db.example.com/auth0", "", "database")]
    [InlineData("https://state.blob.core.windows.net/auth0ps", "", "signature")]
    [InlineData("folder:state", "Prod", "database")]
    public void A_password_in_a_vault_is_named_by_vault_and_entry_and_belongs_to_a_server(string text, string? vault, string? entry) =>
        Assert.Equal(ErrorReason.InvalidArgument, Assert.Throws<Auth0Exception>(() => StateLocation.Parse(text, "-Location").WithPassword(vault, entry)).Reason);

    [Theory]
    [InlineData("https://state.blob.core.windows.net/auth0ps", "state", "", "https://state.blob.core.windows.net/auth0ps")]
    [InlineData("https://state.blob.core.windows.net/auth0ps/", "state", "", "https://state.blob.core.windows.net/auth0ps")]
    [InlineData("https://state.blob.core.windows.net/auth0ps/team-a/prod", "state", "team-a/prod/", "https://state.blob.core.windows.net/auth0ps/team-a/prod")]
    [InlineData("https://state.z12.blob.storage.azure.net/auth0ps", "state", "", "https://state.z12.blob.storage.azure.net/auth0ps")]
    [InlineData("https://state.blob.core.chinacloudapi.cn/auth0ps", "state", "", "https://state.blob.core.chinacloudapi.cn/auth0ps")]
    [InlineData("https://state.blob.core.usgovcloudapi.net/auth0ps", "state", "", "https://state.blob.core.usgovcloudapi.net/auth0ps")]
    [InlineData("https://blobs.example.com/auth0ps", null, "", "https://blobs.example.com/auth0ps")]
    [InlineData("http://127.0.0.1:10000/devstoreaccount1/auth0ps", "devstoreaccount1", "", "http://127.0.0.1:10000/devstoreaccount1/auth0ps")]
    [InlineData("http://localhost:4711/devstoreaccount1/auth0ps/x", "devstoreaccount1", "x/", "http://127.0.0.1:4711/devstoreaccount1/auth0ps/x")]
    [InlineData("https://127.0.0.1:10000/devstoreaccount1/auth0ps", "devstoreaccount1", "", "https://127.0.0.1:10000/devstoreaccount1/auth0ps")]
    public void A_container_is_one_of_an_account_of_any_cloud_of_a_domain_or_of_an_emulator(string text, string? account, string prefix, string display)
    {
        var location = StateLocation.Parse(text, "AUTH0PS_STATE");

        Assert.Equal((Auth0StateStoreKind.AzureBlob, account, prefix, display), (location.Kind, location.AzureBlob!.Account, location.AzureBlob.Prefix, location.AzureBlob.Display));
    }

    [Theory]
    [InlineData("https://state.blob.core.windows.net/auth0ps?sv=2023-11-03&sr=c&sig=Sesame1%3D")]
    [InlineData("https://state.blob.core.windows.net/auth0ps?sp=rw&SIG=Sesame1")]
    [InlineData("https://state.blob.core.windows.net/auth0ps#sig=Sesame1")]
    [InlineData("https://state:Sesame1@state.blob.core.windows.net/auth0ps")]
    [InlineData("https://Sesame1@state.blob.core.windows.net/auth0ps")]
    [InlineData("http://127.0.0.1:10000/devstoreaccount1/auth0ps?AccountKey=Sesame1")]
    [InlineData("DefaultEndpointsProtocol=https;AccountName=state;AccountKey=Sesame1==;EndpointSuffix=core.windows.net")]
    [InlineData("BlobEndpoint=https://state.blob.core.windows.net/;SharedAccessSignature=sv=2023-11-03&sig=Sesame1")]
    public void A_signature_or_key_in_it_is_refused_and_not_repeated(string text)
    {
        var failure = Assert.Throws<Auth0Exception>(() => StateLocation.Parse(text, "AUTH0PS_STATE"));

        Assert.Equal(ErrorReason.InvalidArgument, failure.Reason);
        Assert.Contains("AUTH0PS_STATE has a shared access signature, a key or a password in it", failure.Message, StringComparison.Ordinal);
        Assert.Contains("AZURE_STORAGE_SAS_TOKEN", failure.RecommendedAction, StringComparison.Ordinal);
        Assert.DoesNotContain("Sesame", failure.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://state.blob.core.windows.net/auth0ps")]
    [InlineData("http://10.0.0.7:10000/devstoreaccount1/auth0ps")]
    [InlineData("http://[::1]:10000/devstoreaccount1/auth0ps")]
    [InlineData("http://127.0.0.1:10000/devstoreaccount1")]
    [InlineData("http://127.0.0.1:10000/")]
    [InlineData("https://state.blob.core.windows.net")]
    [InlineData("https://state.blob.core.windows.net/")]
    [InlineData("https://state.blob.core.windows.net/Auth0Ps")]
    [InlineData("https://state.blob.core.windows.net/ab")]
    [InlineData("https://state.blob.core.windows.net/two--hyphens")]
    [InlineData("https://state.blob.core.windows.net/auth0ps/a b")]
    [InlineData("https://state.blob.core.windows.net/auth0ps//x")]
    [InlineData("https://state.blob.core.windows.net/auth0ps?comp=list")]
    [InlineData("https://state.dfs.core.windows.net/auth0ps")]
    [InlineData("https://state.table.core.windows.net/auth0ps")]
    [InlineData("wasbs://auth0ps@state.blob.core.windows.net/")]
    public void What_is_no_container_is_refused(string text) =>
        Assert.Equal(ErrorReason.InvalidArgument, Assert.Throws<Auth0Exception>(() => StateLocation.Parse(text, "AUTH0PS_STATE")).Reason);

    [Fact]
    public void A_folder_is_one() =>
        Assert.Equal((Auth0StateStoreKind.Folder, Path.GetFullPath("state")), (StateLocation.Parse("folder:state", "AUTH0PS_STATE").Kind, StateLocation.Parse("folder:state", "AUTH0PS_STATE").Folder));
}
