using System.Text.Json.Serialization;
using Auth0Ps.Connections;
using Auth0Ps.Errors;
using Auth0Ps.Rotation.Copies;
using Auth0Ps.Rotation.PrivateKeys;

namespace Auth0Ps.Rotation.Journal;

/// <summary>What is written down of a client's rotation, so that any process can finish it. Never the secret.</summary>
internal sealed record RotationEntry
{
    public Guid JobId { get; init; }

    public Guid? RotationId { get; init; }

    public string Name { get; init; } = "";

    /// <summary>The host that it went to.</summary>
    public string Domain { get; init; } = "";

    /// <summary>The tenant's own host; null where it is the domain, and in entries of versions that knew no other.</summary>
    public string? Tenant { get; init; }

    public string ClientId { get; init; } = "";

    public string? ApplicationName { get; init => field = value is null ? null : DisplayText.Of(value); }

    /// <summary>The connection to finish it through.</summary>
    public Guid ConnectionId { get; init; }

    public string Vault { get; init; } = "";

    public SecretsMapping Mapping { get; init; } = new();

    /// <summary>Entries of connections that sign in as this client; they move along.</summary>
    public IReadOnlyList<VaultPlace> Connections { get; init; } = [];

    /// <summary>Further vaults that get the same, and how far each is; empty in entries of versions that knew none.</summary>
    public IReadOnlyList<JournaledCopy> Copies { get; init => field = value ?? []; } = [];

    /// <summary>True once the new secret is proven and recorded as far as copies, which could not be written, are not concerned.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool OnlyCopiesLeft { get; init; }

    /// <summary>What is rotated.</summary>
    public CredentialType CredentialType { get; init; }

    /// <summary>How a private key is made; null for client secrets.</summary>
    public KeySpecification? Key { get; init; }

    /// <summary>The application's keys, as they were when this was written.</summary>
    public IReadOnlyList<Auth0RotationKey> Keys { get; init; } = [];

    /// <summary>How many keys were brought into use; tells two that follow each other apart.</summary>
    public int KeyCount { get; init; }

    /// <summary>How the application proved itself before it was moved to private keys; null where it was not moved from here.</summary>
    public FormerMethod? MovedFrom { get; init; }

    /// <summary>True where this run takes the application from private keys back to a client secret.</summary>
    public bool MovesBack { get; init; }

    /// <summary>The entry of the previous key that a run of the version before meant to remove; it stays as it is.</summary>
    public VaultPlace? LeftKeys { get; init; }

    /// <summary>Recognises the new secret; its key is in the vault. Of a private key it is the id of its public half.</summary>
    public string Fingerprint { get; init; } = "";

    /// <summary>What follows a final entry's name where the next value waits. The version before did not write it down, and used another one.</summary>
    public string? NextSuffix { get; init; }

    /// <summary>Recognises a value that the next entry may still hold and that is proven dead, so that it may be overwritten; null for none.</summary>
    public string? Spent { get; init; }

    /// <summary>What spoke against the new secret being live, until it is proven to be; null for nothing.</summary>
    public string? Contradiction { get; init; }

    public RotationPhase Phase { get; init; }

    /// <summary>When the run reached which phase; empty in entries of versions that did not write it.</summary>
    public IReadOnlyList<Auth0SecretRotationStep> Steps { get; init => field = value ?? []; } = [];

    /// <summary>True once an attempt to change Auth0 had an unknown outcome, or was cut short.</summary>
    public bool EverUnknown { get; init; }

    public int Attempts { get; init; }

    public DateTimeOffset AttemptedAt { get; init; }

    /// <summary>The slot that the rotation waited for when this began; slots to come are counted from it. Null for an ad hoc one.</summary>
    public DateTimeOffset? DueAt { get; init; }

    /// <summary>How long the next value is in the vault before it is sent; null sends it at once.</summary>
    public TimeSpan? AnnounceFor { get; init; }

    /// <summary>From when on the announced value may be sent (UTC); null while none is announced.</summary>
    public DateTimeOffset? AppliesAt { get; init; }

    /// <summary>True keeps the value that was final before in the previous entry.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool KeepsPrevious { get; init; }

    /// <summary>True where the new value is the previous one.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Undoes { get; init; }

    /// <summary>True once the last change that Auth0 accepted was an undo, so that there is nothing more to undo.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool IsUndone { get; init; }

    /// <summary>When a live secret that was made elsewhere was last put into the entries, which are this rotation's since; null where that was not done.</summary>
    public DateTimeOffset? AdoptedAt { get; init; }

    /// <summary>Since when it is known that the saved rotation's vault does not hold the live secret; null where nothing speaks against it.</summary>
    public DateTimeOffset? DriftedAt { get; init; }

    /// <summary>How it ended; null while it is open, and <see cref="RotationStatus.None"/> where there was no run yet.</summary>
    public RotationStatus? Status { get; init; }

    public RotationVerification VerifiedBy { get; init; }

    /// <summary>When Auth0 last accepted a secret of ours.</summary>
    public DateTimeOffset? RotatedAt { get; init; }

    /// <summary>The saved rotation whose secret that is; null for an ad hoc one's, and in entries of versions that did not write it.</summary>
    public Guid? RotatedBy { get; init; }

    public string? Message { get; init; }

    /// <summary>How the client's run before this one ended, which counts until it is known how this one does; null when there was none.</summary>
    public RotationStatus? FormerStatus { get; init; }

    /// <summary>True until it is known how it ended.</summary>
    public bool IsOpen => Status is null or RotationStatus.Interrupted or RotationStatus.Announced;

    /// <summary>True once Auth0 may have heard of the new secret.</summary>
    internal bool MayBeLive => EverUnknown || Phase >= RotationPhase.Applying;

    /// <summary>The same, with the time at which it reached the phase that it is in.</summary>
    internal RotationEntry Stepped(DateTimeOffset now) =>
        Steps.Count > 0 && Steps[^1].Phase == Phase ? this : this with { Steps = [.. Steps, new Auth0SecretRotationStep { Phase = Phase, At = now }] };

    /// <summary>The entry in which the next value of a final one waits.</summary>
    public string NextNameOf(string entry) => entry + (NextSuffix ?? SecretsMapping.FormerNextSuffix);

    /// <summary>What is rotated, with all that differs between the kinds.</summary>
    internal CredentialKind Kind => CredentialKind.Of(CredentialType);

    /// <summary>The name of its file.</summary>
    internal string FileName => ClientIdentity.KeyOf(Tenant ?? Domain, ClientId);

    /// <summary>Whose secret or keys it is about.</summary>
    internal ClientIdentity ClientOf(TenantNames tenants) => tenants.Client(Tenant ?? tenants.OfHost(Domain), ClientId);

    /// <summary>Which of two entries counts, where versions before this one wrote one for each host of a tenant: an unfinished one, else the last one.</summary>
    internal bool Supersedes(RotationEntry other) => IsOpen != other.IsOpen ? IsOpen : AttemptedAt > other.AttemptedAt;

    /// <summary>What an entry cannot be that was written here; null when all is well.</summary>
    /// <param name="name">The name of its file.</param>
    internal string? FindFault(string name) =>
        Name is null || Domain is null or "" || ClientId is null or "" || Vault is null || Fingerprint is null ? "A field is missing."
        : Mapping is null || Mapping.Names.Count == 0 || (Mapping.Credential ?? Mapping.ClientSecret ?? Mapping.PrivateKey) is null ? "It does not say where the secret goes."
        : Connections is null || Connections.Any(static place => place is not { Vault: not null, Entry: not null }) || LeftKeys is { Vault: null } or { Entry: null } ? "A vault entry is missing."
        : Copies.Any(static copy => copy is not { Vault: not null, Mapping: { } names } || (names.Credential ?? names.ClientSecret ?? names.PrivateKey) is null) ? "It does not say where a copy goes."
        : Keys is null || Keys.Any(static key => key is null) || (Kind.IsKey && Key is null) ? "The keys are missing."
        : !Enum.IsDefined(Phase) || !Enum.IsDefined(CredentialType) || !Enum.IsDefined(VerifiedBy) || (Status is { } status && !Enum.IsDefined(status)) ? "A word in it is unknown."
        : FileName != name ? "It is of another client."
        : null;
}

/// <summary>What was changed of an application to move it to private keys, so that it can be changed back.</summary>
/// <param name="TokenEndpointAuthMethod">How it proved itself.</param>
/// <param name="IdTokenAlgorithm">The algorithm of its id tokens where that had to change, too; null where not.</param>
internal sealed record FormerMethod(string TokenEndpointAuthMethod, string? IdTokenAlgorithm);
