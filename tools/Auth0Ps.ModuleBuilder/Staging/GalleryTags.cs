using Auth0Ps.ModuleBuilder.Assemblies;

namespace Auth0Ps.ModuleBuilder.Staging;

/// <summary>The package tags by which the PowerShell Gallery knows what a package holds.</summary>
internal static class GalleryTags
{
    internal static IReadOnlyList<string> For(IReadOnlyList<Cmdlet> cmdlets, IEnumerable<string> own) =>
    [
        .. own,
        "PSModule",
        "PSEdition_Core",
        .. cmdlets.Count > 0 ? ["PSIncludes_Cmdlet"] : Array.Empty<string>(),
        .. cmdlets.Select(cmdlet => "PSCmdlet_" + cmdlet.Name),
        .. cmdlets.Select(cmdlet => "PSCommand_" + cmdlet.Name),
    ];
}
