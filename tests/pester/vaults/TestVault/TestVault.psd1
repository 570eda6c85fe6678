@{
    ModuleVersion     = '1.0.0'
    GUID              = '5d0e5d3e-6a0c-4a3c-9a39-2f3f6d1c7b54'
    Author            = 'Auth0Ps contributors'
    Description       = 'A vault in a folder, for tests alone: it protects nothing, and misbehaves on request.'
    NestedModules     = @('./TestVault.Extension')
    FunctionsToExport = @()
    CmdletsToExport   = @()
    VariablesToExport = @()
    AliasesToExport   = @()
}
