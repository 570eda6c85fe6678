namespace Auth0Ps.SecretManagement;

/// <summary>Whether this is done on behalf of a call that SecretManagement is making of a vault.</summary>
/// <remarks>SecretManagement (1.1.2) has one runspace for all vaults, so that a vault cannot ask another one through it.</remarks>
internal static class WithinVault
{
    private static readonly AsyncLocal<bool> Inside = new();

    public static bool IsSo => Inside.Value;

    /// <summary>
    /// Everything until this is disposed of, and all that is started by it, is done within a vault's call: entries of other vaults can be
    /// read, straight from their modules, and not written.
    /// </summary>
    public static IDisposable Enter()
    {
        Inside.Value = true;
        return new Exit();
    }

    private sealed class Exit : IDisposable
    {
        public void Dispose() => Inside.Value = false;
    }
}
