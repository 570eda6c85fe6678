using Auth0Ps.Pipeline;

namespace Auth0Ps.Parameters;

/// <summary>A connection given by name or as an object; looked up by the command, not by the binder, whose errors cannot say what to do.</summary>
public sealed class ConnectionReference
{
    private readonly Auth0Connection? _connection;

    /// <summary>Refers by name.</summary>
    /// <param name="name">The connection's name.</param>
    public ConnectionReference(string name)
    {
        Name = name;
    }

    /// <summary>Refers to the connection itself.</summary>
    /// <param name="connection">The connection.</param>
    public ConnectionReference(Auth0Connection connection)
    {
        ArgumentNullException.ThrowIfNull(connection);
        Name = connection.Name;
        _connection = connection;
    }

    /// <summary>The connection's name.</summary>
    public string Name { get; }

    /// <inheritdoc/>
    public override string ToString() => Name;

    internal Auth0Connection Resolve() => _connection ?? ModuleState.Current.Connections.Require(Name);
}
