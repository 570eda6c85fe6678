namespace Auth0Ps.Configuration;

/// <summary>What a configuration file describes.</summary>
/// <param name="Connections">Its connections; null where it says nothing of connections.</param>
/// <param name="Rotations">Its rotations; null where it says nothing of rotations.</param>
internal sealed record ConfigurationDocument(IReadOnlyList<ConfigurationItem<Auth0Connection>>? Connections, IReadOnlyList<ConfigurationItem<Auth0SecretRotation>>? Rotations);

/// <summary>One connection or rotation of the file.</summary>
/// <typeparam name="TItem">Which of them.</typeparam>
/// <param name="Value">What the file says of it; what it leaves out has its default or is null.</param>
/// <param name="Path">Where it is in the file: <c>rotations[3]</c>.</param>
/// <param name="Given">The fields that the file has.</param>
internal sealed record ConfigurationItem<TItem>(TItem Value, string Path, IReadOnlySet<string> Given);
