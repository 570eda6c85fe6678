using System.Collections;
using System.Management.Automation;
using System.Text.Json;
using Auth0Ps.Module.Tests.Support;

namespace Auth0Ps.Module.Tests.Applications;

/// <summary><c>Get-Auth0Application</c> on a tenant of three pages.</summary>
public sealed class GetApplicationTests(GetApplicationTests.Scene scene) : IClassFixture<GetApplicationTests.Scene>
{
    private Shell Shell => scene.Shell;

    [Fact]
    public void Every_application_of_the_tenant_is_listed_once()
    {
        Assert.Equal(253, scene.All.Count);
        Assert.Equal(scene.Truth.Keys.Order(), scene.All.Texts("ClientId").Order());
        Assert.Equal("Auth0Ps.Auth0Application", scene.All[0].BaseObject.GetType().FullName);
    }

    [Fact]
    public void Every_property_is_as_the_tenant_has_it()
    {
        // These are of every kind.
        foreach (var application in scene.All.Take(28))
        {
            var client = scene.Truth[application.Text("ClientId")!];
            Assert.Equal(client.GetProperty("name").GetString(), application.Text("Name"));
            Assert.Equal(client.TryGetProperty("app_type", out var type) ? type.GetString() : null, application.Text("AppType"));
            Assert.Equal(client.GetProperty("is_first_party").GetBoolean(), application.Of("IsFirstParty"));
            Assert.Equal(client.GetProperty("grant_types").EnumerateArray().Select(grant => grant.GetString()), application.Texts("GrantTypes"));
            Assert.Equal(scene.Demo, application.Text("Connection"));
        }

        var marked = scene.All.Where(application => application.Of<IDictionary>("Metadata").Count > 0).ToList();
        Assert.Equal("platform", marked[0].Of<IDictionary>("Metadata")["team"]);
        Assert.Equal(
            ["client_secret_basic", "client_secret_post", "none", "private_key_jwt"],
            scene.All.Texts("TokenEndpointAuthMethod").Where(method => method is not null).Distinct().Order());
        Assert.Contains(false, scene.All.Select(application => application.Of("IsFirstParty")));
        Assert.All(scene.All, Objects.AssertIndexable);
    }

    [Fact]
    public void No_object_has_a_secret()
    {
        Assert.DoesNotContain(scene.All[0].Properties, property => property.Name.Contains("secret", StringComparison.OrdinalIgnoreCase));
        var text = Assert.Single(Shell.Texts("$all | ConvertTo-Json -Depth 4 -WarningAction Ignore", ("all", scene.All)));
        foreach (var client in scene.Truth.Values.Where(client => client.TryGetProperty("client_secret", out _)))
            Assert.DoesNotContain(client.GetProperty("client_secret").GetString()!, text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("inventory sync", "Inventory Sync")]
    [InlineData("Gr*Lager*", "Grünwald Lagerverwaltung")]
    [InlineData("東京*", "東京注文アプリ")]
    [InlineData("Admin Dashboard `[internal`]", "Admin Dashboard [internal]")]
    [InlineData("admin dashboard [INTERNAL]", "Admin Dashboard [internal]")]
    [InlineData("Réservations $HOME *", "Réservations $HOME `demo`")]
    public void Names_are_found_in_any_case_with_wildcards_and_letters_of_every_script(string given, string found) =>
        Assert.Equal([found], Shell.Get("Get-Auth0Application $name", ("name", given)).Texts("Name"));

    [Fact]
    public void Several_names_may_be_given_and_two_that_share_one_are_both_found()
    {
        Assert.Equal(2, Shell.Get("Get-Auth0Application -Name 'Inventory Sync', 'O''Reilly*'").Count);
        var same = Shell.Get("Get-Auth0Application 'Billing Service'").Texts("ClientId");
        Assert.Equal(2, same.Distinct().Count());
        Assert.Empty(Shell.Get("Get-Auth0Application 'no such*', 'nor [t]his' -ErrorAction Stop"));
    }

    [Theory]
    [InlineData("Inventroy Sync", "Did you mean 'Inventory Sync'")]
    [InlineData("Admin Dashbord `[internal`]", @"Did you mean 'Admin Dashboard \[internal\]'")]
    [InlineData("BILING SERVICE", "Did you mean 'Billing Service'")]
    [InlineData("no such thing", "Wildcards")]
    public void An_exact_name_that_no_application_has_is_named_with_what_was_probably_meant(string name, string action)
    {
        var said = Shell.Run("Get-Auth0Application $name, 'Inventory Sync'", ("name", name));

        Assert.Equal(["Inventory Sync"], said.Output.Texts("Name"));
        Problem.AssertOne(said.Errors, "ApplicationNotFound", ErrorCategory.ObjectNotFound, name, action);
    }

    [Fact]
    public void A_client_id_in_the_place_of_a_name_is_recognized()
    {
        var id = scene.All[5].Text("ClientId")!;
        Problem.AssertOne(Shell.Run("Get-Auth0Application $id", ("id", id)), "ApplicationNotFound", ErrorCategory.ObjectNotFound, id, $"-ClientId {id}");
    }

    [Fact]
    public void A_name_is_found_as_it_is_printed_whatever_signs_it_has()
    {
        var odd = scene.All.Texts("Name").Where(name => name!.IndexOfAny(['[', ']', '?', '*', '`']) >= 0).Distinct().ToList();
        Assert.NotEmpty(odd);
        foreach (var name in odd)
            Assert.Contains(name, Shell.Get("Get-Auth0Application $name", ("name", name)).Texts("Name"));
    }

    [Fact]
    public void Types_select_in_any_case()
    {
        var found = Shell.Get("Get-Auth0Application -AppType spa, native");
        Assert.Equal(["native", "spa"], found.Texts("AppType").Distinct().Order());
        Assert.Equal(scene.All.Count(application => application.Text("AppType") is "spa" or "native"), found.Count);
        Assert.Equal(found.Texts("ClientId"), Shell.Get("Get-Auth0Application -AppType SPA, NATIVE").Texts("ClientId"));
        Assert.Equal(
            found.Count(application => application.Text("Name")!.StartsWith("Mobile", StringComparison.OrdinalIgnoreCase)),
            Shell.Get("Get-Auth0Application 'Mobile*' -AppType spa, native").Count);
        Assert.Equal(
            scene.All.Count(application => application.Text("AppType") is "non_interactive"),
            Shell.Get("Get-Auth0Application -AppType Non_Interactive").Count);
    }

    [Theory]
    [InlineData("spaa", "spa")]
    [InlineData("m2m", "non_interactive")]
    [InlineData("Machine to Machine", "non_interactive")]
    [InlineData("regular-web", "regular_web")]
    [InlineData("nativ", "native")]
    [InlineData("teapot", "Types are")]
    public void A_word_that_is_no_type_is_refused_before_anything_is_asked(string word, string meant)
    {
        var before = scene.Taken;
        Problem.AssertOne(Shell.Run("Get-Auth0Application -AppType spa, $word", ("word", word)), "InvalidArgument", ErrorCategory.InvalidArgument, word, meant);
        Assert.Equal(before, scene.Taken);
    }

    [Fact]
    public void Rotatable_leaves_out_what_cannot_be_rotated_and_nothing_else()
    {
        var left = scene.All.Where(application =>
        {
            var client = scene.Truth[application.Text("ClientId")!];
            return application.Text("Name") == "All Applications" || application.Text("ClientId") == scene.Sandbox.ClientId
                || (client.TryGetProperty("client_authentication_methods", out var methods) && methods.ValueKind != JsonValueKind.Null);
        }).ToList();
        var rotatable = Shell.Get("Get-Auth0Application -Rotatable");

        Assert.InRange(left.Count, 3, int.MaxValue);
        Assert.Equal(scene.All.Count - left.Count, rotatable.Count);
        Assert.Empty(rotatable.Texts("ClientId").Intersect(left.Texts("ClientId")));
        Assert.All(left, application => Assert.NotEmpty(application.Text("WhyNotRotatable")!));
        Assert.Contains("spa", rotatable.Texts("AppType"));
    }

    [Theory]
    [InlineData("-First 3", 0, 3)]
    [InlineData("-Skip 2 -First 2", 2, 2)]
    [InlineData("-Skip 250", 250, 3)]
    [InlineData("-Skip 1000", 253, 0)]
    [InlineData("-First 0", 0, 0)]
    public void Pages_are_those_of_the_whole_list(string paging, int skip, int first) => Assert.Equal(
        scene.All.Skip(skip).Take(first).Texts("ClientId"),
        Shell.Get("Get-Auth0Application " + paging).Texts("ClientId"));

    [Fact]
    public void Pages_are_taken_from_what_was_selected()
    {
        var spas = scene.All.Where(application => application.Text("AppType") == "spa").Texts("ClientId");
        Assert.Equal(spas.Skip(1).Take(2), Shell.Get("Get-Auth0Application -AppType spa -Skip 1 -First 2").Texts("ClientId"));
        Assert.Equal(
            Shell.Get("Get-Auth0Application -Rotatable")[0].Text("ClientId"),
            Shell.Get("Get-Auth0Application -Name '*' -Rotatable -First 1")[0].Text("ClientId"));
    }

    [Fact]
    public void No_more_pages_are_read_than_First_needs()
    {
        var before = scene.Taken;
        Shell.Get("Get-Auth0Application -First 5");
        Assert.Equal(before + 1, scene.Taken);
        Shell.Get("Get-Auth0Application | Select-Object -First 5");
        Assert.InRange(scene.Taken, before + 2, before + 3);
    }

    [Fact]
    public void The_total_count_is_said_to_be_unknown()
    {
        var output = Shell.Texts("Get-Auth0Application -First 2 -IncludeTotalCount | ForEach-Object ToString");
        Assert.Equal(3, output.Count);
        Assert.Contains("unknown", output[0], StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void Client_ids_find_the_known_and_name_the_unknown()
    {
        string[] ids = [scene.All[5].Text("ClientId")!, "unknown", scene.All[7].Text("ClientId")!];
        var said = Shell.Run("Get-Auth0Application -ClientId $ids", ("ids", ids));

        Assert.Equal([ids[0], ids[2]], said.Output.Texts("ClientId"));
        Assert.Equal(scene.All[5].Text("Name"), said.Output[0].Text("Name"));
        Problem.AssertOne(said.Errors, "ApplicationNotFound", ErrorCategory.ObjectNotFound, "unknown", "Get-Auth0Application");
    }

    [Theory]
    [InlineData("a b")]
    [InlineData("../users/x")]
    [InlineData("abc?fields=client_secret")]
    public void What_cannot_be_a_client_id_is_refused_before_anything_is_asked(string id)
    {
        var before = scene.Taken;
        Problem.AssertOne(Shell.Run("Get-Auth0Application -ClientId $id", ("id", id)), "InvalidArgument", ErrorCategory.InvalidArgument, id, "Client ID");
        Problem.AssertOne(Shell.Run("Invoke-Auth0SecretRotation -ClientId $id -Confirm:$false", ("id", id)), "InvalidArgument", ErrorCategory.InvalidArgument, id, "Client ID");
        Assert.Equal(before, scene.Taken);
    }

    [Fact]
    public void Less_is_shown_to_a_connection_that_may_see_less()
    {
        var seen = Shell.Get("Get-Auth0Application -Connection $limited");
        Assert.Equal(253, seen.Count);
        Assert.Equal(scene.All[5].Text("Name"), seen[5].Text("Name"));
        Assert.Equal(scene.All[5].Texts("GrantTypes"), seen[5].Texts("GrantTypes"));
    }

    [Fact]
    public void An_unknown_connection_ends_the_command() =>
        Problem.AssertEnds(scene.Shell, "Get-Auth0Application -Connection nobody -ErrorAction SilentlyContinue", "ConnectionNotFound");

    [Fact]
    public void Verbose_names_method_path_status_and_milliseconds() =>
        Assert.Matches(@"^GET /api/v2/clients 200 \d+ ms$", Shell.Run("Get-Auth0Application -First 1 -Verbose").Verbose[^1]);

    /// <summary>The tenant, what the cmdlet lists, and what the tenant itself says.</summary>
    public sealed class Scene() : ModuleTenant(250)
    {
        internal IReadOnlyList<PSObject> All { get; private set; } = [];

        internal Dictionary<string, JsonElement> Truth { get; private set; } = [];

        public override async Task InitializeAsync()
        {
            await base.InitializeAsync();
            // Names that make trouble: brackets, quotes, variables, a name used twice.
            await RenameAsync("Lagerverwaltung Grünwald", "Grünwald Lagerverwaltung");
            await RenameAsync("Admin Dashboard", "Admin Dashboard [internal]");
            await RenameAsync("Supplier Reader", "O'Reilly Reader");
            await RenameAsync("Réservations", "Réservations $HOME `demo`");
            await RenameAsync("Billing Service (staging)", "Billing Service");
            All = Shell.Get("Get-Auth0Application");
            Truth = await ClientsAsync();
        }
    }
}
