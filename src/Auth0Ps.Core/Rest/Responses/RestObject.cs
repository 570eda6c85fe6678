
namespace Auth0Ps.Rest.Responses;

/// <summary>A JSON object of an answer: its members in their order, names as they were sent.</summary>
/// <param name="members">
/// Names and values. A value is null, <see cref="bool"/>, <see cref="long"/>, <see cref="decimal"/>,
/// <see cref="System.Numerics.BigInteger"/>, <see cref="double"/>, <see cref="string"/>,
/// <see cref="System.Security.SecureString"/>, a <see cref="RestObject"/> or an array of these. A name may occur twice.
/// </param>
internal sealed class RestObject(IReadOnlyList<KeyValuePair<string, object?>> members)
{
    /// <summary>The members.</summary>
    public IReadOnlyList<KeyValuePair<string, object?>> Members { get; } = members;
}
