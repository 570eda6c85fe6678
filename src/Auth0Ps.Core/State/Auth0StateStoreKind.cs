namespace Auth0Ps;

/// <summary>What keeps the state.</summary>
public enum Auth0StateStoreKind
{
    /// <summary>The files of a folder, for the processes of one machine.</summary>
    Folder,

    /// <summary>A database of a PostgreSQL server, for any number of machines.</summary>
    PostgreSql,

    /// <summary>A container of Azure Blob Storage, for any number of machines.</summary>
    AzureBlob,
}
