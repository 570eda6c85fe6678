using Auth0Ps.Applications;
using Auth0Ps.Naming;
using Auth0Ps.Rotation.ClientSecrets;
using Auth0Ps.Rotation.Copies;
using Auth0Ps.Rotation.Journal;
using Auth0Ps.State;
using Auth0Ps.Vaults;

namespace Auth0Ps.Rotation.Definitions;

/// <summary>Makes and changes saved rotations; what cannot work is refused before it is saved.</summary>
/// <param name="state">The saved rotations, the connections, and the vaults.</param>
internal sealed class RotationFactory(Auth0State state, Func<Auth0Connection, TenantSession> open)
{
    private readonly VaultCache _vaults = new(state);

    /// <summary>All definitions as they are to be, where several are changed together; those that are saved when null.</summary>
    public IReadOnlyList<Auth0SecretRotation>? Together { get; init; }

    /// <summary>Checks what is wanted; asks the tenant and the vault, and changes nothing.</summary>
    /// <param name="request">What is wanted.</param>
    /// <param name="former">The rotation to change, as it is now; null makes a new one.</param>
    /// <param name="cancellationToken">Ends the checks.</param>
    /// <returns>The definition, to be kept with <see cref="KeepAsync"/>.</returns>
    /// <exception cref="Auth0Exception">Why it cannot be.</exception>
    public async Task<Auth0SecretRotation> PlanAsync(RotationRequest request, Auth0SecretRotation? former, CancellationToken cancellationToken)
    {
        var clientId = request.Application?.ClientId ?? ClientIds.Require(request.ClientId ?? former?.ClientId);
        var others = Together ?? state.Rotations.Definitions;

        // First with what is known without a request; the name may still be missing.
        var draft = request.Build(former, request.Connection, clientId, request.Name ?? former?.Name ?? NameWhileUnknown(clientId, others), state.Rotations.Now);
        RotationGuards.RequireFields(draft);
        if ((request.Connection ?? request.Application?.Connection) is { Persisted: false } ofProcess && state.Store.IsOfManyMachines)
            throw RotationGuards.OnlyInThisProcess(draft, ofProcess);
        EntryOwnership.RequireApart(draft, others);
        var movesPlace = former is null || !former.GoesWhere(draft);
        var changesClient = former is null || former.ClientId != draft.ClientId || former.ConnectionId != draft.ConnectionId || former.CredentialType != draft.CredentialType;
        if (former is not null && (movesPlace || changesClient))
            RotationGuards.RequireNotInterrupted(state, former);

        var rotation = draft;
        if (changesClient)
        {
            var application = await FindAsync(request, draft, former, cancellationToken);
            var name = request.Name ?? former?.Name ?? NameOf(request.ProposedName, application, others);
            rotation = request.Build(former, request.Connection, clientId, name, state.Rotations.Now) with { Id = draft.Id, ApplicationName = application.DisplayName };
            EntryOwnership.RequireApart(rotation, others);
        }

        if (movesPlace || changesClient)
            await RequirePlacesAsync(rotation, former, request, cancellationToken);

        return rotation with { DueAt = RotationSchedule.FirstSlot(rotation) };
    }

    /// <summary>True where other machines may rotate it, and the vault of a definition that was planned is another one there.</summary>
    public async Task<bool> IsOnThisMachineOnlyAsync(Auth0SecretRotation plan, CancellationToken cancellationToken) =>
        state.Store.IsOfManyMachines && (await _vaults.FindAsync(plan.Vault, cancellationToken)).IsOfThisMachine;

    /// <summary>Saves a definition that was planned.</summary>
    /// <param name="plan">The definition.</param>
    /// <param name="former">The rotation that it changes; null for a new one.</param>
    /// <returns>The rotation as it is now.</returns>
    /// <exception cref="Auth0Exception">Another process was faster, or the file cannot be used.</exception>
    public async Task<Auth0SecretRotation> KeepAsync(Auth0SecretRotation plan, Auth0SecretRotation? former, CancellationToken cancellationToken)
    {
        if (former is null)
            return await state.Rotations.AddAsync(plan, cancellationToken);
        if (!DefinitionChange.IsNeeded(former, plan))
            return await state.Rotations.ReplaceAsync(plan, moves: false, cancellationToken);

        using var held = await DefinitionChange.BeginAsync(state, former, cancellationToken);
        return await state.Rotations.ReplaceAsync(plan, moves: true, cancellationToken);
    }

    /// <summary>A name while the application's is not known: its client id, which is in no other's way.</summary>
    private static string NameWhileUnknown(string clientId, IReadOnlyList<Auth0SecretRotation> others) => FreeName("rotation", clientId, others);

    private static string NameOf(string? proposed, Auth0Application application, IReadOnlyList<Auth0SecretRotation> others) =>
        FreeName(Slug.From(proposed) is { Length: > 0 } slug ? slug : Slug.From(application.Name), application.ClientId, others);

    private static string FreeName(string name, string clientId, IReadOnlyList<Auth0SecretRotation> others)
    {
        const int Start = 8;
        var id = Slug.From(clientId);
        for (var length = 0; length <= id.Length; length = length == 0 ? Start : length + 4)
        {
            var ending = id[..Math.Min(length, id.Length)].TrimEnd('-');
            var free = Slug.From(ending.Length == 0 ? name : $"{name[..Math.Min(name.Length, Slug.MaxLength - ending.Length - 1)]}-{ending}");
            if (free.Length > 0 && !others.Any(other => string.Equals(other.Name, free, StringComparison.OrdinalIgnoreCase)))
                return free;
        }

        return id.Length > 0 ? id : "rotation";
    }

    private async Task<Auth0Application> FindAsync(RotationRequest request, Auth0SecretRotation draft, Auth0SecretRotation? former, CancellationToken cancellationToken)
    {
        var connection = request.Connection ?? state.Rotations.ConnectionOf(draft);
        RotationGuards.RequireManagement(connection);
        var application = request.Application ?? await new ApplicationDirectory(open(connection)).GetAsync(draft.ClientId, cancellationToken);
        draft.Kind.RequireRotatable(application, movesBack: former?.Kind.IsKey == true);
        return application;
    }

    private async Task RequirePlacesAsync(Auth0SecretRotation rotation, Auth0SecretRotation? former, RotationRequest request, CancellationToken cancellationToken)
    {
        Auth0SecretDestination[] all = [rotation.Destination, .. rotation.Copies];
        var vaults = new List<ISecretVault>();
        foreach (var at in all)
        {
            var vault = await _vaults.FindAsync(at.Vault, cancellationToken);
            await vault.RequireNamesAsync(at.SecretsMapping.AllNames, Fingerprint.KeyEntry, areChosenNow: true, cancellationToken);
            vaults.Add(vault);
        }

        var entry = new RotationEntry { RotationId = rotation.Id, Name = rotation.Name, Domain = rotation.Domain, ClientId = rotation.ClientId, Vault = rotation.Vault, Mapping = rotation.Entries, Copies = JournaledCopy.Of(rotation.Copies) };
        if (CopyRules.FaultIn(entry, vaults) is { Why: var why })
            throw why;
        var owners = new EntryOwnership(state, _vaults);
        await owners.RequireUnownedAsync(entry, cancellationToken);
        if (request.Force)
            return;

        // What a change of the copies leaves where it was has been looked at before.
        Auth0SecretDestination[] seen = former is not null && former.Client == rotation.Client ? [former.Destination, .. former.Copies] : [];
        for (var index = 0; index < all.Length; index++)
        {
            if (!Array.Exists(seen, all[index].IsAt) && !(index == 0 && request.Adopts && await HoldsLiveAsync(owners, vaults[0], rotation, request, cancellationToken)))
                await owners.RequireFreeAsync(vaults[index], rotation, all[index], cancellationToken);
        }
    }

    /// <summary>True where the one entry that someone else wrote holds what would be put there.</summary>
    private async Task<bool> HoldsLiveAsync(EntryOwnership owners, ISecretVault vault, Auth0SecretRotation rotation, RotationRequest request, CancellationToken cancellationToken)
    {
        if (!rotation.Kind.IsReadable || await owners.ForeignEntryAsync(vault, rotation, cancellationToken) is not { } foreign)
            return false;
        return await new Adoption(open(request.Connection ?? state.Rotations.ConnectionOf(rotation))).HoldsLiveAsync(vault, rotation, foreign, cancellationToken);
    }
}
