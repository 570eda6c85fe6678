using System.Runtime.CompilerServices;

namespace Auth0Ps.Sandbox.Tests.Support;

internal static class SharedPair
{
    [ModuleInitializer]
    internal static void Use() => FirstPair.Share();
}
