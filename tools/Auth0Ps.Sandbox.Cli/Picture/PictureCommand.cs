using System.CommandLine;

namespace Auth0Ps.Sandbox.Cli.Picture;

/// <summary>The verb <c>picture</c>: the image in the README, made from a run.</summary>
internal static class PictureCommand
{
    private static readonly Argument<string> File = new("file") { Description = "The SVG file to write, such as docs/images/rotation.svg." };

    public static Command Create()
    {
        var command = new Command("picture", "Type the README's commands into a real PowerShell and write what it shows as a picture (SVG).") { File };
        command.SetAction((parsed, cancellation) =>
            PictureRun.RunAsync(parsed.GetRequiredValue(File), parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error, cancellation));
        return command;
    }
}
