namespace Auth0Ps.Tests.ModuleBuilder;

/// <summary>The sources of the sample module.</summary>
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

            [Cmdlet(VerbsCommon.Get, "Auth0Thing", DefaultParameterSetName = "ByName", SupportsPaging = true)]
            [OutputType(typeof(Auth0Thing))]
            public sealed class GetAuth0ThingCommand : ConnectedCommand
            {
                [Parameter(Mandatory = true, ParameterSetName = "ById", ValueFromPipelineByPropertyName = true)] public string ClientId { get; set; }
                [Parameter(Position = 0, ParameterSetName = "ByName")] [SupportsWildcards] public string[] Name { get; set; }
                [Parameter] [ValidateSet("US", "EU")] public string Region { get; set; }
                [Parameter] public Kind? Kind { get; set; }
                [Parameter(DontShow = true)] public SwitchParameter Secretly { get; set; }
            }

            [Cmdlet(VerbsCommon.Remove, "Auth0Thing", SupportsShouldProcess = true)]
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

    internal const string GetPage = """
        # Get-Auth0Thing

        ## Synopsis

        Gets the things of a tenant.

        ## Description

        Gets **all** things, or those that `-Name` fits; see [the manual](https://example.org/things).

        - small ones
        - large ones

        ## Examples

        ### Example 1: Everything

        ```powershell
        Get-Auth0Thing -Connection demo
        ```

        Gets every thing.

        ### Example 2: Some

        ```powershell
        Get-Auth0Thing a* -First 3
        ```

        Gets three of them.

        ## Parameters

        ### -Name

        Names; wildcards are permitted.

        ### -ClientId

        The client id.

        ### -Region

        Where it is.

        Default: US.

        ### -Kind

        Small or large.

        ### -Connection

        The connection.

        ## Inputs

        ### String

        A client id, by property name.

        ## Outputs

        ### Auth0Thing

        One for each thing.

        ## Related links

        - [Remove-Auth0Thing](Remove-Auth0Thing.md)
        - [about_Auth0Sample](about_Auth0Sample.md)
        - [The manual](https://example.org/things)

        """;

    internal const string RemovePage = """
        # Remove-Auth0Thing

        ## Synopsis

        Removes a thing.

        ## Description

        Removes a thing for good.

        ## Examples

        ### Example 1: One

        ```powershell
        Remove-Auth0Thing $thing
        ```

        Removes it.

        ### Example 2: Try it

        ```powershell
        Get-Auth0Thing | Remove-Auth0Thing -WhatIf
        ```

        Shows what would go.

        ## Parameters

        ### -InputObject

        The thing.

        ### -Connection

        The connection.

        ## Inputs

        ### Auth0Thing

        The thing.

        ## Outputs

        ### None

        Nothing.

        ## Notes

        Things do not come back.

        ## Related links

        - Get-Auth0Thing

        """;

    internal const string About = """
        # about_Auth0Sample

        ## Short description

        What a thing is.

        ## Long description

        A thing is described here at some length, so that the text has to be wrapped for a window of eighty columns.

        ### Kinds

        1. Small things, of which there are very many in every tenant, more than anyone would like to count.
        2. Large things.

        ```powershell
        Get-Auth0Thing -Kind Large

        Get-Auth0Thing -Kind Small
        ```

        ## See also

        - Get-Auth0Thing

        """;
}
