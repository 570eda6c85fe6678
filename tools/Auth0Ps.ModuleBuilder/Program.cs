using System.CommandLine;
using Auth0Ps.ModuleBuilder;

var assembly = new Option<string>("--assembly") { Required = true, Description = "The compiled module." };
var references = new Option<string[]>("--reference") { DefaultValueFactory = _ => [], Description = "An assembly it was compiled against." };
var files = new Option<string[]>("--file") { DefaultValueFactory = _ => [], Description = "A file to stage beside the module." };
var libraries = new Option<string[]>("--library") { DefaultValueFactory = _ => [], Description = "FOLDER=PATH: a file to stage in that folder of libraries." };
var moduleFolder = new Option<string>("--module-folder") { Required = true, Description = "Manifest template, format files and help pages." };
var version = new Option<string>("--module-version") { Required = true, Description = "The product's version." };
var projectUrl = new Option<string>("--project-url") { Required = true, Description = "The address of the project's page." };
var output = new Option<string>("--output") { Required = true, Description = "The folder of the finished module." };
var fileList = new Option<string>("--file-list") { Required = true, Description = "Written with the paths of all staged files." };
var tagList = new Option<string>("--tag-list") { Required = true, Description = "Written with the package tags." };

var command = new RootCommand("Checks the sources of the PowerShell module and puts the finished module together.")
{
    assembly, references, files, libraries, moduleFolder, version, projectUrl, output, fileList, tagList,
};
command.SetAction(parsed =>
{
    var errors = ModuleBuild.Run(new ModuleBuildRequest(
        parsed.GetRequiredValue(assembly),
        parsed.GetRequiredValue(references),
        parsed.GetRequiredValue(files),
        parsed.GetRequiredValue(moduleFolder),
        parsed.GetRequiredValue(version),
        parsed.GetRequiredValue(projectUrl),
        parsed.GetRequiredValue(output),
        parsed.GetRequiredValue(fileList),
        parsed.GetRequiredValue(tagList))
    {
        Libraries = parsed.GetRequiredValue(libraries),
    });
    foreach (var error in errors)
        Console.WriteLine(error);

    return errors.Count == 0 ? 0 : 1;
});
return command.Parse(args).Invoke();
