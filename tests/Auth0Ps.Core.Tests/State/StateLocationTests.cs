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
    [InlineData("folder:state", "Prod", "database")]
    public void A_password_in_a_vault_is_named_by_vault_and_entry_and_belongs_to_a_server(string text, string? vault, string? entry) =>
        Assert.Equal(ErrorReason.InvalidArgument, Assert.Throws<Auth0Exception>(() => StateLocation.Parse(text, "-Location").WithPassword(vault, entry)).Reason);

    [Fact]
    public void A_folder_is_one() =>
        Assert.Equal((Auth0StateStoreKind.Folder, Path.GetFullPath("state")), (StateLocation.Parse("folder:state", "AUTH0PS_STATE").Kind, StateLocation.Parse("folder:state", "AUTH0PS_STATE").Folder));
}
