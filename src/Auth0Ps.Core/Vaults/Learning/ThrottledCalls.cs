
namespace Auth0Ps.Vaults.Learning;

/// <summary>Calls of a vault that is given time where it says that it was asked too often.</summary>
/// <param name="calls">The vault.</param>
internal sealed class ThrottledCalls(IVaultCalls calls, TimeProvider time)
{
    /// <summary>With pauses of 1, 2, 4 and 8 seconds in between.</summary>
    private const int Attempts = 5;

    private static readonly string[] Signs = ["429", "throttl", "too many requests", "rate limit", "rate exceeded"];

    public Task<VaultAnswer> GetAsync(string entry, CancellationToken cancellationToken) =>
        PatientlyAsync(() => calls.GetAsync(entry, cancellationToken), static answer => answer.Failure, cancellationToken);

    /// <summary>A write that was refused so has not been done, and is made again; one that only could not be read afterwards is not.</summary>
    public Task<VaultAnswer> SetAsync(string entry, VaultSecret secret, VaultForm form) =>
        PatientlyAsync(() => calls.SetAsync(entry, secret, form), static answer => answer.Refusal, CancellationToken.None);

    public Task<string?> RemoveAsync(string entry) =>
        PatientlyAsync(() => calls.RemoveAsync(entry), static failure => failure, CancellationToken.None);

    public Task<IReadOnlyList<string>?> ListAsync(string entry, CancellationToken cancellationToken) => calls.ListAsync(entry, cancellationToken);

    private async Task<T> PatientlyAsync<T>(Func<Task<T>> call, Func<T, string?> failure, CancellationToken cancellationToken)
    {
        var pause = TimeSpan.FromSeconds(1);
        for (var attempt = 1; ; attempt++)
        {
            var answer = await call();
            if (attempt == Attempts || failure(answer) is not { } words || !Signs.Any(sign => words.Contains(sign, StringComparison.OrdinalIgnoreCase)))
                return answer;
            await Task.Delay(pause, time, cancellationToken);
            pause *= 2;
        }
    }
}
