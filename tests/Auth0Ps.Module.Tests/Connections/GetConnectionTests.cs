using System.Management.Automation;
using Auth0Ps.Module.Tests.Support;

namespace Auth0Ps.Module.Tests.Connections;

/// <summary><c>Get-Auth0Connection</c>: by name, by pattern and by id.</summary>
public sealed class GetConnectionTests(ModuleTenant scene) : SomeConnections(scene), IClassFixture<ModuleTenant>
{
    [Fact]
    public void All_are_shown_sorted_by_name()
    {
        var all = Shell.Get("Get-Auth0Connection");
        Assert.All(all, connection => Assert.Equal("Auth0Ps.Auth0Connection", connection.BaseObject.GetType().FullName));
        Assert.Equal("prod-au prod-eu test", Names(all.Where(connection => connection.Text("Name") is { } name && name.StartsWith("c-", StringComparison.Ordinal) && name.EndsWith(Scene.Name(""), StringComparison.Ordinal))));
        Assert.Equal("prod-au prod-eu test", Left);
    }

    [Theory]
    [InlineData("\"C-TEST-$mark\"", "test")]
    [InlineData("\"C-PROD-*-$mark\"", "prod-au prod-eu")]
    [InlineData("-Name \"c-test-$mark\", \"c-*-eu-$mark\"", "prod-eu test")]
    public void Names_are_found_in_any_case_with_wildcards_and_several_at_once(string given, string found) =>
        Assert.Equal(found, string.Join(' ', Names(Shell.Get($"Get-Auth0Connection {given}")).Split(' ').Order(StringComparer.Ordinal)));

    [Theory]
    [InlineData("\"c-test-$mark\", \"c-prod-au-$mark\"", "test prod-au")]
    [InlineData("[pscustomobject]@{ Name = \"c-test-$mark\" }", "test")]
    public void Names_come_by_the_pipeline_as_text_or_by_property(string piped, string found) => Assert.Equal(found, Names(Shell.Get($"{piped} | Get-Auth0Connection")));

    [Fact]
    public void Ids_are_found_as_text_or_not_and_several_at_once()
    {
        Assert.Equal("prod-eu", Names(Shell.Get("Get-Auth0Connection -Id (Get-Auth0Connection \"c-prod-eu-$mark\").Id")));
        Assert.Equal("prod-eu test", Names(Shell.Get("Get-Auth0Connection -Id \"$((Get-Auth0Connection \"c-prod-eu-$mark\").Id)\", (Get-Auth0Connection \"c-test-$mark\").Id")));
    }

    [Fact]
    public void An_id_is_found_whatever_the_connection_is_called_by_now() => Assert.Equal("renamed", Names(Shell.Get("""
        $old = Get-Auth0Connection "c-prod-au-$mark"
        $null = Set-Auth0Connection "c-prod-au-$mark" -NewName "c-renamed-$mark" -SkipTest
        Get-Auth0Connection -Id $old.Id
        """)));

    [Fact]
    public void An_unknown_name_is_answered_with_those_there_are_and_the_rest_is_returned()
    {
        var said = Shell.Run("Get-Auth0Connection \"c-nobody-$mark\", \"c-test-$mark\"");
        Assert.Equal("test", Names(said.Output));
        Problem.AssertOne(said.Errors, "ConnectionNotFound", ErrorCategory.ObjectNotFound, Scene.Name("c-nobody"), Scene.Name("c-prod-au"));
    }

    [Fact]
    public void An_unknown_id_is_named()
    {
        var id = Guid.NewGuid().ToString();
        var problem = Problem.AssertOne(Shell.Run($"Get-Auth0Connection -Id {id}"), "ConnectionNotFound", ErrorCategory.ObjectNotFound, target: null);
        Assert.Contains(id, problem.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_pattern_that_matches_nothing_returns_nothing() => Assert.Empty(Shell.Get("Get-Auth0Connection 'c-nobody*' -ErrorAction Stop"));
}
