using System.Management.Automation;
using System.Security;
using Auth0Ps.Module.Tests.Support;

namespace Auth0Ps.Module.Tests.Rest;

/// <summary><c>Invoke-Auth0RestMethod</c> on a tenant of three pages: what it reads, changes and refuses.</summary>
public sealed class RestMethodTests(RestMethodTests.Scene scene) : IClassFixture<RestMethodTests.Scene>
{
    private Shell Shell => scene.Shell;

    [Fact]
    public void A_list_comes_one_object_at_a_time()
    {
        var clients = Shell.Get("Invoke-Auth0RestMethod clients -Query @{ per_page = 3; fields = 'client_id', 'name' }");
        Assert.Equal(3, clients.Count);
        Assert.Equal(["client_id", "name"], clients[0].Properties.Select(property => property.Name).Order());
        Assert.IsType<PSCustomObject>(clients[0].BaseObject);
    }

    [Fact]
    public void A_list_with_totals_is_the_object_it_is()
    {
        var page = One("Invoke-Auth0RestMethod clients -Query @{ per_page = 2; include_totals = $true }");
        Assert.Equal("233", page.Text("total"));
        Assert.Equal(2, page.Texts("clients").Count);
    }

    [Fact]
    public void All_follows_every_page()
    {
        var ids = Shell.Get("Invoke-Auth0RestMethod clients -All").Texts("client_id");
        Assert.Equal(233, ids.Count);
        Assert.Equal(233, ids.Distinct().Count());
        Assert.InRange(Shell.Get("Invoke-Auth0RestMethod organizations -All -Query @{ sort = 'name:1' }").Count, 3, int.MaxValue);
    }

    [Theory]
    [InlineData(3, 1)]
    [InlineData(12, 2)]
    public void No_page_more_is_asked_for_than_the_pipeline_wants(int first, int pages)
    {
        var before = Lists();
        Assert.Equal(first, Shell.Get($"Invoke-Auth0RestMethod clients -All -Query @{{ take = 10 }} | Select-Object -First {first}").Count);
        Assert.Equal(before + pages, Lists());

        int Lists() => scene.Sandbox.Requests.Count(request => request.Path == "/api/v2/clients");
    }

    [Theory]
    [InlineData("clients/$app")]
    [InlineData("/clients/$app")]
    [InlineData("/api/v2/clients/$app")]
    [InlineData("clients/${app}?fields=client_id")]
    public void One_object_is_read_by_any_spelling_of_its_path(string path) => Assert.Equal(scene.App, One($"Invoke-Auth0RestMethod \"{path}\"").Text("client_id"));

    [Fact]
    public void Times_stay_text_and_numbers_are_numbers()
    {
        var settings = One("Invoke-Auth0RestMethod tenants/settings");
        Assert.IsType<long>(settings.Of("session_lifetime"));
        Assert.IsType<bool>(One("(Invoke-Auth0RestMethod tenants/settings).mtls.enable_endpoint_aliases").BaseObject);
        Assert.IsType<string>(One("Invoke-Auth0RestMethod keys/signing | Where-Object current").Of("current_since"));
    }

    [Fact]
    public void Reading_never_asks_a_question() =>
        Assert.Equal(scene.App, One("$ConfirmPreference = 'Low'; Invoke-Auth0RestMethod \"clients/$app\"").Text("client_id"));

    [Fact]
    public void Connections_come_by_the_pipeline_as_objects_and_as_names() => Assert.Equal(
        ["Auth0Ps Sandbox", "Auth0Ps Sandbox"],
        Shell.Get("$PSDefaultParameterValues = @{}; $demo | Invoke-Auth0RestMethod tenants/settings; $demo.Name | Invoke-Auth0RestMethod tenants/settings").Texts("friendly_name"));

    [Fact]
    public void Secrets_come_as_SecureString_in_lists_and_single_objects()
    {
        Assert.IsType<SecureString>(One("Invoke-Auth0RestMethod \"clients/$app\"").Of("client_secret"));
        Assert.All(Shell.Get("(Invoke-Auth0RestMethod clients -Query @{ per_page = 5 }).client_secret"), secret => Assert.IsType<SecureString>(secret.BaseObject));
        var created = Shell.Texts("""
            $made = Invoke-Auth0RestMethod clients -Method POST -Body @{ name = 'with keys'; app_type = 'non_interactive' }
            $made.signing_keys[0].key.GetType().Name, $made.signing_keys[0].cert.GetType().Name, $made.refresh_token.rotation_type.GetType().Name
            $null = Invoke-Auth0RestMethod "clients/$($made.client_id)" -Method DELETE -Confirm:$false
            """);
        Assert.Equal(["SecureString", "String", "String"], created);
    }

    [Fact]
    public void They_come_as_text_with_AsPlainText_and_are_shown_by_nothing_without_it()
    {
        var text = Assert.IsType<string>(One("Invoke-Auth0RestMethod \"clients/$app\" -AsPlainText").Of("client_secret"));
        var item = One("Invoke-Auth0RestMethod \"clients/$app\"");
        Assert.Equal(text, ModuleTenant.Reveal(item.Of<SecureString>("client_secret")));
        var shown = Shell.Texts("$item | Out-String; $item | Format-List * | Out-String -Width 500; $item | ConvertTo-Json -Depth 9; $item | ConvertTo-Csv | Out-String", ("item", item));
        Assert.All(shown, view => Assert.DoesNotContain(text, view, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Secrets_go_into_a_body_from_a_SecureString_and_a_credential()
    {
        const string Text = "q\"\\ é+xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx";
        Shell.Get("Invoke-Auth0RestMethod \"clients/$app\" -Method PATCH -Body @{ client_secret = $new }", ("new", ModuleTenant.Protect(Text)));
        Assert.Equal(Text, await scene.SecretAsync(scene.App));
        Shell.Get(
            "Invoke-Auth0RestMethod \"clients/$app\" -Method PATCH -Body ([pscustomobject]@{ client_secret = [pscredential]::new($app, $new) })",
            ("new", ModuleTenant.Protect("second " + Text)));
        Assert.Equal("second " + Text, await scene.SecretAsync(scene.App));
    }

    [Fact]
    public async Task A_POST_without_a_body_rotates_a_secret_and_is_sent_once()
    {
        var before = await scene.SecretAsync(scene.App);
        var taken = scene.Taken;
        var rotated = ModuleTenant.Reveal(One("Invoke-Auth0RestMethod \"clients/$app/rotate-secret\" -Method POST").Of<SecureString>("client_secret"));
        Assert.Equal(await scene.SecretAsync(scene.App), rotated);
        Assert.NotEqual(before, rotated);
        Assert.Single(scene.Sandbox.Requests.Skip(taken), request => request.Path.EndsWith("/rotate-secret", StringComparison.Ordinal));
    }

    [Fact]
    public void Verbose_lines_have_method_path_status_and_milliseconds_and_nothing_of_a_body_or_query()
    {
        var said = Shell.Run(
            "$null = Invoke-Auth0RestMethod \"clients/$app\" -Method PATCH -Body @{ client_secret = $new } -Query @{ x = 'in-a-query' } -Verbose -ErrorAction SilentlyContinue",
            ("new", ModuleTenant.Protect("Planted-in-a-body-of-this-test"))).Verbose;
        Assert.Single(said, line => line.StartsWith("Performing", StringComparison.Ordinal));
        var sent = Assert.Single(said, line => line.StartsWith("PATCH ", StringComparison.Ordinal));
        Assert.Matches($@"^PATCH /api/v2/clients/{scene.App} \d{{3}} \d+ ms", sent);
        Assert.DoesNotMatch("Planted|in-a-query|eyJ", string.Join('\n', said));
    }

    [Fact]
    public void Things_are_created_changed_and_deleted()
    {
        var id = One("Invoke-Auth0RestMethod organizations -Method POST -Body ([ordered]@{ name = 'rest-org'; display_name = 'Rest' })").Text("id");
        Assert.Equal("Changed", One($$"""Invoke-Auth0RestMethod "organizations/{{id}}" -Method patch -Body '{"display_name":"Changed"}'""").Text("display_name"));
        Assert.Empty(Shell.Get($"Invoke-Auth0RestMethod organizations/{id} -Method DELETE -Confirm:$false"));
        Problem.AssertId(Assert.Single(Shell.Run($"Invoke-Auth0RestMethod organizations/{id}").Errors), "NotFound");
    }

    [Fact]
    public void Custom_objects_instances_of_classes_enumeration_values_and_lists_are_sent()
    {
        var changed = Shell.Texts("""
            class RestMetadata { [string] $Tier = 'gold'; [string] $Level = [System.DayOfWeek]::Friday }
            $body = [pscustomobject]@{ client_metadata = [RestMetadata]::new(); description = [System.DayOfWeek]::Monday; callbacks = @('https://a.example/', 'https://b.example/') }
            $changed = Invoke-Auth0RestMethod "clients/$app" -Method PATCH -Body $body
            $changed.client_metadata.Tier, $changed.client_metadata.Level, $changed.description
            $changed.callbacks
            """);
        Assert.Equal(["gold", "Friday", "Monday", "https://a.example/", "https://b.example/"], changed);
    }

    [Fact]
    public void The_JSON_of_a_file_is_sent_read_in_whole_or_by_lines()
    {
        var file = Path.GetTempFileName();
        File.WriteAllText(file, "{\n  \"description\": \"from a file\"\n}");
        Assert.Equal(["from a file", "from a file"], Shell.Texts("""
            (Invoke-Auth0RestMethod "clients/$app" -Method PATCH -Body (Get-Content $file -Raw)).description
            (Invoke-Auth0RestMethod "clients/$app" -Method PATCH -Body (Get-Content $file)).description
            """, ("file", file)));
        File.Delete(file);
    }

    [Fact]
    public async Task Part_of_what_was_read_can_be_sent_back()
    {
        var secret = await scene.SecretAsync(scene.App);
        Assert.Equal(["True"], Shell.Texts("""
            $read = Invoke-Auth0RestMethod "clients/$app"
            $null = Invoke-Auth0RestMethod "clients/$app/rotate-secret" -Method POST
            (Invoke-Auth0RestMethod "clients/$app" -Method PATCH -Body ($read | Select-Object name, client_secret, refresh_token, grant_types)).name -ceq $read.name
            """));
        Assert.Equal(secret, await scene.SecretAsync(scene.App));
    }

    [Theory]
    [InlineData("POST")]
    [InlineData("PATCH")]
    [InlineData("PUT")]
    [InlineData("DELETE")]
    public void WhatIf_sends_nothing(string method)
    {
        var before = scene.Taken;
        Assert.DoesNotContain(Shell.Run($"Invoke-Auth0RestMethod \"clients/$app\" -Method {method} -WhatIf -Verbose").Verbose, line => line.Contains("/api/v2/", StringComparison.Ordinal));
        Assert.Equal(before, scene.Taken);
    }

    [Theory]
    [InlineData("https://evil.example/x")]
    [InlineData("//evil.example")]
    [InlineData("../oauth/token")]
    [InlineData("clients/%2e%2e/x")]
    [InlineData("a\\b")]
    [InlineData("a\nb")]
    [InlineData("clients#x")]
    [InlineData("clients/")]
    [InlineData("clients/{id}")]
    [InlineData("/\\evil.example")]
    [InlineData("clients/%2E%2e%2fx")]
    [InlineData(" ")]
    public void A_path_that_leads_elsewhere_is_refused_before_anything_is_asked(string path)
    {
        var before = scene.Taken;
        Refused("Invoke-Auth0RestMethod -Path $path", "clients", ("path", path));
        Assert.Equal(before, scene.Taken);
    }

    [Theory]
    [InlineData("$body = @{}; $body.self = $body")]
    [InlineData("$body = [pscustomobject]@{ a = 1 }; $body | Add-Member self $body")]
    [InlineData("$body = [pscustomobject]@{ a = 1 } | Add-Member ScriptProperty boom { throw 'bang' } -PassThru")]
    [InlineData("$body = [pscredential]::new('x', (ConvertTo-SecureString hush -AsPlainText -Force))")]
    [InlineData("$body = Get-Process -Id $PID")]
    [InlineData("$body = @{ code = { 1 } }")]
    [InlineData("$body = [xml] '<a/>'")]
    [InlineData("$body = 'no json'")]
    [InlineData("$body = @{ n = [double]::NaN }")]
    public void A_body_that_cannot_be_sent_is_refused_with_what_to_do(string body)
    {
        var before = scene.Taken;
        var record = Refused(body + "\nInvoke-Auth0RestMethod \"clients/$app\" -Method PATCH -Body $body", ".");
        Assert.DoesNotContain("hush", record.ToString(), StringComparison.Ordinal);
        Assert.Equal(before, scene.Taken);
    }

    [Theory]
    [InlineData("(ConvertTo-SecureString hush -AsPlainText -Force)")]
    [InlineData("@{ a = 1 }")]
    [InlineData("{ 1 }")]
    public void A_query_that_cannot_be_sent_is_refused(string value) => Refused($"Invoke-Auth0RestMethod clients -Query @{{ x = {value} }}", ".");

    [Theory]
    [InlineData("Invoke-Auth0RestMethod \"clients/$app\" -Method DELETE -All")]
    [InlineData("Invoke-Auth0RestMethod clients -Body @{ name = 'x' }")]
    public void What_does_not_go_together_is_refused_before_it_asks_or_sends(string call)
    {
        var before = scene.Taken;
        Refused(call, ".");
        Assert.Equal(before, scene.Taken);
        Assert.Equal(scene.App, One("Invoke-Auth0RestMethod \"clients/$app\"").Text("client_id"));
    }

    [Fact]
    public void Errors_carry_status_code_target_and_what_to_do_and_end_nothing()
    {
        var record = Problem.AssertOne(Shell.Run("Invoke-Auth0RestMethod clients/nobody"), "NotFound", ErrorCategory.ObjectNotFound, "nobody");
        Assert.Equal(["404", "inexistent_client"], Shell.Texts("$record.Exception.StatusCode -as [int]; $record.Exception.ErrorCode", ("record", record)));
        Problem.AssertEnds(scene.Shell, "Invoke-Auth0RestMethod clients -Method POST -Body @{ nome = 'x' } -ErrorAction Stop", "RequestRefused");
        Problem.AssertEnds(scene.Shell, "Invoke-Auth0RestMethod clients -Connection nobody", "ConnectionNotFound");
    }

    private PSObject One(string script) => Assert.Single(Shell.Get(script));

    private ErrorRecord Refused(string script, string action, params (string Name, object? Value)[] arguments)
    {
        var said = Shell.Run(script, arguments);
        Assert.Empty(said.Output);
        var record = Assert.Single(said.Errors);
        Problem.AssertId(record, "InvalidArgument");
        Assert.Matches(action, record.ErrorDetails.RecommendedAction);
        return record;
    }

    /// <summary>The tenant, and an application of it whose secret the tests change.</summary>
    public sealed class Scene() : ModuleTenant(230)
    {
        public string App { get; private set; } = "";

        public override async Task InitializeAsync()
        {
            await base.InitializeAsync();
            App = (await MachineAsync()).ClientId;
            Shell["app"] = App;
        }
    }
}
