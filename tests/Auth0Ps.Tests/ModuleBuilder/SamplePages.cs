namespace Auth0Ps.Tests.ModuleBuilder;

/// <summary>The help pages of the sample module.</summary>
internal static class SamplePages
{
    internal const string Get = """
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

    internal const string Remove = """
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
