namespace Auth0Ps.Tests.ModuleBuilder;

/// <summary>The cmdlets, the manifest and the format file of the sample module.</summary>
internal static class SampleText
{
    internal const string Cmdlets = """
        using System.Management.Automation;
        namespace Auth0Ps
        {
            public enum Kind { Small, Large }

            public class Auth0Thing { public string Name { get; set; } public int Size { get; set; } }

            public abstract class ConnectedCommand : PSCmdlet
            {
                [Parameter(ValueFromPipelineByPropertyName = true)] [Alias("Tenant")] public string Connection { get; set; }
            }

            [Cmdlet(VerbsCommon.Get, "Auth0Thing", DefaultParameterSetName = "ByName", SupportsPaging = true, HelpUri = "https://example.org/sample/blob/main/module/help/en-US/Get-Auth0Thing.md")]
            [OutputType(typeof(Auth0Thing))]
            public sealed class GetAuth0ThingCommand : ConnectedCommand
            {
                [Parameter(Mandatory = true, ParameterSetName = "ById", ValueFromPipelineByPropertyName = true)] public string ClientId { get; set; }
                [Parameter(Position = 0, ParameterSetName = "ByName")] [SupportsWildcards] public string[] Name { get; set; }
                [Parameter] [ValidateSet("US", "EU")] public string Region { get; set; }
                [Parameter] public Kind? Kind { get; set; }
                [Parameter(DontShow = true)] public SwitchParameter Secretly { get; set; }
            }

            [Cmdlet(VerbsCommon.Remove, "Auth0Thing", SupportsShouldProcess = true, HelpUri = "https://example.org/sample/blob/main/module/help/en-US/Remove-Auth0Thing.md")]
            public sealed class RemoveAuth0ThingCommand : ConnectedCommand
            {
                [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)] public Auth0Thing InputObject { get; set; }
            }
        }
        """;

    internal const string Manifest = """
        @{
            RootModule        = 'Auth0Ps.dll'
            ModuleVersion     = '{version}'
            GUID              = '5c1a6a52-61b6-4d0a-9f0f-0d8f2a6b7c11'
            CmdletsToExport   = @(
                'Get-Auth0Thing' # the first
                'Remove-Auth0Thing'
            )
            FunctionsToExport = @()
            VariablesToExport = @()
            AliasesToExport   = @()
            FormatsToProcess  = 'Auth0Ps.Format.ps1xml'
            PrivateData       = @{ PSData = @{
                Prerelease = '{prerelease}'
                Tags       = 'Auth0', 'Sample'
                ProjectUri = '{project}'
                LicenseUri = '{project}/LICENSE'
                IconUri    = '{project}/raw/icon.png'
                ReleaseNotes = 'All of it.'
            } }
        }

        """;

    internal const string Format = """
        <?xml version="1.0" encoding="utf-8"?>
        <Configuration>
          <ViewDefinitions>
            <View>
              <Name>Auth0Thing</Name>
              <ViewSelectedBy><TypeName>Auth0Ps.Auth0Thing</TypeName></ViewSelectedBy>
              <TableControl>
                <TableRowEntries><TableRowEntry><TableColumnItems>
                  <TableColumnItem><PropertyName>Name</PropertyName></TableColumnItem>
                  <TableColumnItem><ScriptBlock>"$($_.Size)"</ScriptBlock></TableColumnItem>
                </TableColumnItems></TableRowEntry></TableRowEntries>
              </TableControl>
            </View>
          </ViewDefinitions>
        </Configuration>
        """;
}
