using Auth0Ps.Rotation.Journal;

namespace Auth0Ps;

/// <summary>What became of one copy of a rotation; never the secret.</summary>
public sealed record Auth0SecretCopy
{
    // No public constructor: PowerShell would make one of any object that has a vault.
    internal Auth0SecretCopy()
    {
    }

    /// <summary>The copy's vault.</summary>
    public required string Vault { get; init; }

    /// <summary>
    /// <see cref="RotationStatus.Succeeded"/>: it holds the new secret. <see cref="RotationStatus.Announced"/>: it holds the next one beside the present
    /// one. <see cref="RotationStatus.Failed"/>: it could not be written. <see cref="RotationStatus.None"/>: this run did not come to it.
    /// </summary>
    public required RotationStatus Status { get; init; }

    /// <summary>One sentence for a person.</summary>
    public required string Message { get; init; }

    /// <summary>The names of its entries.</summary>
    internal SecretsMapping Mapping { get; init; } = new();

    /// <summary>The copies of a run.</summary>
    internal static IReadOnlyList<Auth0SecretCopy> Of(RotationEntry run) =>
    [
        .. run.Copies.Select(copy =>
        {
            var name = copy.Mapping.SecretEntry;
            var status = copy.Status is { } reached && (reached != RotationStatus.Announced || run.Status == RotationStatus.Announced) ? reached : RotationStatus.None;
            return new Auth0SecretCopy
            {
                Vault = copy.Vault,
                Mapping = copy.Mapping,
                Status = status,
                Message = status switch
                {
                    RotationStatus.Succeeded => $"'{name}' holds the same as the rotation's own vault.",
                    RotationStatus.Announced => $"The next one is '{run.NextNameOf(name)}'.",
                    RotationStatus.Failed => copy.Message ?? $"'{name}' could not be written.",
                    _ => $"'{name}' was not written by this run.",
                },
            };
        }),
    ];

    /// <summary>Vault and status.</summary>
    public override string ToString() => $"{Vault}: {Status}";
}
