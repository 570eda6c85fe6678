
namespace Auth0Ps.Vaults.SecretStore;

/// <summary>A row of the table in a SecretStore file.</summary>
/// <param name="Name">The entry's name.</param>
/// <param name="Type">What it holds, in SecretStore's own word.</param>
/// <param name="Offset">Where it begins among the encrypted entries.</param>
/// <param name="Size">How long it is there.</param>
/// <param name="Attributes">SecretStore's remarks on it, in JSON.</param>
/// <param name="AdditionalData">The user's remarks on it (<c>Set-Secret -Metadata</c>), in JSON.</param>
internal sealed record SecretStoreEntry(string Name, string Type, int Offset, int Size, string Attributes, string AdditionalData);
