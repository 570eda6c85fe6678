
namespace Auth0Ps.Rest.Bodies;

/// <summary>Says what a value stands for that only its caller knows, such as an object of a scripting language.</summary>
/// <param name="value">The value; never null.</param>
/// <param name="path">Says where it is in the body, for messages.</param>
/// <returns>
/// Null for nothing; a simple value; a <see cref="System.Security.SecureString"/>; a dictionary or list; an enumeration of
/// pairs of <see cref="string"/> and <see cref="object"/> for the members of an object; or the value itself.
/// </returns>
/// <exception cref="Auth0Exception">The value must not be sent.</exception>
internal delegate object? BodyValueTranslator(object value, Func<string> path);
