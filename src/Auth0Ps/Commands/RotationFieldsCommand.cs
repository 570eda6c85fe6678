using System.Management.Automation;
using Auth0Ps.Parameters;
using Auth0Ps.Pipeline;
using Auth0Ps.Rotation.Definitions;

namespace Auth0Ps.Commands;

/// <summary>A command that takes a saved rotation's fields.</summary>
public abstract class RotationFieldsCommand : RotationCommand
{
    /// <summary>Free text.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string? Description { get; set; }

    /// <summary>A label to group rotations by.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string? ProjectId { get; set; }

    /// <summary>Who answers for the credential.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string? Owner { get; set; }

    /// <summary>The names of the vault's entries.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [MappingFromText]
    public SecretsMapping? SecretsMapping { get; set; }

    /// <summary>Further vaults that get the same, each as <c>@{ Vault = …; SecretsMapping = … }</c>.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [AllowNull]
    [AllowEmptyCollection]
    public object[]? CopyTo { get; set; }

    /// <summary>A label; stands for <c>{environment}</c> in the mapping.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string? Environment { get; set; }

    /// <summary>A label; stands for <c>{path}</c> in the mapping.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string? SecretPath { get; set; }

    /// <summary>Days from one rotation to the next.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public int? RotationInterval { get; set; }

    /// <summary>The local time of day to rotate at.</summary>
    [Parameter]
    public TimeOnly? RotateAt { get; set; }

    /// <summary>The time of day to rotate at, in UTC.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [FromJson]
    public TimeOnly? RotateAtUtc { get; set; }

    /// <summary>How long after its time of day it may still begin by itself.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [FromJson]
    public TimeSpan? RotationWindow { get; set; }

    /// <summary>The days of the week on which it may begin by itself.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [AllowEmptyCollection]
    [DaysFromText]
    public DayOfWeek[]? RotateOn { get; set; }

    /// <summary>By how much at most it begins later than its time of day.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [FromJson]
    public TimeSpan? Jitter { get; set; }

    /// <summary>Rotates when told to, and not by itself.</summary>
    [Parameter]
    public SwitchParameter NoAutoRotation { get; set; }

    /// <summary>What is rotated.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public CredentialType? CredentialType { get; set; }

    /// <summary>How long an old private key works beside the new one.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [FromJson]
    public TimeSpan? Overlap { get; set; }

    /// <summary>The signature algorithm of new private keys.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [FromJson]
    public PrivateKeyAlgorithm? KeyAlgorithm { get; set; }

    /// <summary>The size of new private keys in bits: 2048, 3072 or 4096.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [FromJson]
    public int? KeySize { get; set; }

    /// <summary>How long a next client secret is in the vault before it becomes live.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [FromJson]
    public TimeSpan? AnnounceFor { get; set; }

    /// <summary>Keeps the secret before the present one in the vault.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [FlagFromText]
    public SwitchParameter KeepPrevious { get; set; }

    /// <summary>Lets the next rotation overwrite entries that it did not write.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>True where the fields of a piped object are not what was asked for.</summary>
    private protected bool IsForgotten { get; set; }

    private protected RotationFactory Factory => field ??= new(ModuleState.Current, Open);

    /// <summary>What was given, as a request.</summary>
    private protected RotationRequest Request(string? target)
    {
        if (RotateAt is not null && RotateAtUtc is not null)
            throw Conflict(target, "Both -RotateAt and -RotateAtUtc were given.", "Give the time of day with one of them.");

        return new RotationRequest
        {
            Description = Description,
            ProjectId = ProjectId,
            Owner = Owner,
            SecretsMapping = SecretsMapping,
            CopyTo = Parameters.CopyTo.Read(CopyTo, target),
            Environment = Environment,
            SecretPath = SecretPath,
            RotationInterval = RotationInterval,
            RotateAtUtc = RotateAt is { } local ? RotationRequest.ToUtc(local) : RotateAtUtc,
            RotationWindow = RotationWindow,
            RotateOn = RotateOn is { } days && RotateAt is { } time ? RotationRequest.ToUtc(days, time) : RotateOn,
            Jitter = Jitter,
            AutoRotation = NoAutoRotation ? false : null,
            CredentialType = CredentialType,
            Overlap = Overlap,
            KeyAlgorithm = KeyAlgorithm,
            KeySize = KeySize,
            AnnounceFor = AnnounceFor,
            KeepPrevious = KeepPrevious.IsPresent || (IsGiven(nameof(KeepPrevious)) && !IsForgotten) ? KeepPrevious : null,
            Force = Force,
        };
    }

    private bool IsGiven(string parameter) => MyInvocation.BoundParameters.ContainsKey(parameter);

    private protected static Auth0Exception Conflict(string? target, string message, string action) =>
        new(ErrorReason.InvalidArgument, message, action) { Target = target };
}
