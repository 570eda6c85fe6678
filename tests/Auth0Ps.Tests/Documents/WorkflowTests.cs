using Auth0Ps.Tests.Support;
using YamlDotNet.RepresentationModel;

namespace Auth0Ps.Tests.Documents;

/// <summary>The workflow of continuous integration is one that runs, on the systems and engines that are promised.</summary>
public sealed class WorkflowTests
{
    private static readonly YamlMappingNode Job = (YamlMappingNode)Read(".github/workflows/ci.yml")["jobs"]["test"];

    [Fact]
    public void It_tests_on_every_promised_system_and_PowerShell()
    {
        var matrix = Job["strategy"]["matrix"];

        Assert.Equal(["ubuntu-latest", "windows-latest", "macos-latest"], Texts(matrix["system"]), StringComparer.Ordinal);
        Assert.Equal(["7.4", "7.5", "7.6"], Texts(matrix["powershell"]), StringComparer.Ordinal);
    }

    [Fact]
    public void It_runs_the_test_command_of_the_README()
    {
        const string Command = "dotnet test Auth0Ps.sln";

        Assert.Contains($"\n{Command}\n", File.ReadAllText(Path.Combine(Clone.Folder, "README.md")), StringComparison.Ordinal);
        Assert.Contains(Steps("run"), run => run.EndsWith(Command, StringComparison.Ordinal));
    }

    [Fact]
    public void Each_step_either_runs_something_or_uses_an_action_of_a_fixed_version()
    {
        foreach (var step in ((YamlSequenceNode)Job["steps"]).Cast<YamlMappingNode>())
        {
            Assert.True(step.Children.ContainsKey("run") ^ step.Children.ContainsKey("uses"), step.ToString());
        }

        Assert.All(Steps("uses"), action => Assert.Matches(@"^[\w-]+/[\w-]+@v\d+$", action));
    }

    [Theory]
    [InlineData(".github/ISSUE_TEMPLATE/bug.yml")]
    [InlineData(".github/ISSUE_TEMPLATE/idea.yml")]
    public void Issue_forms_have_a_name_a_description_and_fields_with_ids(string form)
    {
        var root = Read(form);

        Assert.NotEmpty(root["name"].ToString());
        Assert.NotEmpty(root["description"].ToString());
        var fields = ((YamlSequenceNode)root["body"]).Cast<YamlMappingNode>().Where(field => field["type"].ToString() is not "markdown").ToList();
        Assert.NotEmpty(fields);
        Assert.Equal(fields.Count, fields.Select(field => field["id"].ToString()).Distinct(StringComparer.Ordinal).Count());
    }

    private static IEnumerable<string> Steps(string key) =>
        ((YamlSequenceNode)Job["steps"]).Cast<YamlMappingNode>().Where(step => step.Children.ContainsKey(key)).Select(step => step[key].ToString());

    private static IEnumerable<string> Texts(YamlNode list) => ((YamlSequenceNode)list).Select(item => item.ToString());

    private static YamlMappingNode Read(string path)
    {
        using var reader = new StreamReader(Path.Combine(Clone.Folder, path));
        var stream = new YamlStream();
        stream.Load(reader);
        return (YamlMappingNode)stream.Documents[0].RootNode;
    }
}
