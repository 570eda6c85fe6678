using Auth0Ps.Connections;
using Auth0Ps.State;

namespace Auth0Ps.Configuration;

/// <summary>Works out the steps for connections. Asks nobody and reads no secret.</summary>
/// <param name="state">What is saved.</param>
/// <param name="faults">Takes what cannot be.</param>
internal sealed class ConnectionSteps(Auth0State state, List<Auth0Exception> faults)
{
    /// <summary>Fields that say nothing of whether the connection works.</summary>
    private static readonly string[] Labels = [nameof(Auth0Connection.Name), nameof(Auth0Connection.Description), nameof(Auth0Connection.ProjectId)];

    /// <summary>The steps for the file's connections, in its order.</summary>
    public List<ConnectionStep> Of(IReadOnlyList<ConfigurationItem<Auth0Connection>> items)
    {
        var all = state.Connections.All;
        var ids = items.Select(static item => item.Value.Id).ToHashSet();
        var steps = new List<ConnectionStep>();
        foreach (var item in items)
        {
            try
            {
                // By name where the id is not known here; but not one that another item of the file is.
                var former = all.FirstOrDefault(connection => connection.Id == item.Value.Id)
                    ?? all.FirstOrDefault(connection => string.Equals(connection.Name, item.Value.Name, StringComparison.OrdinalIgnoreCase) && !ids.Contains(connection.Id));
                if (StepFor(item, former) is { } step)
                    steps.Add(step);
            }
            catch (Auth0Exception exception)
            {
                faults.Add(ConfigurationFault.Of(item.Path, exception));
            }
        }

        return InOrder(steps, all);
    }

    private ConnectionStep? StepFor(ConfigurationItem<Auth0Connection> item, Auth0Connection? former)
    {
        var file = item.Value;
        if (PlaceOf(item, former) is not { } place)
            return null;

        var moves = former is null || !IsSame(former.SecretReference, place);
        var request = RequestFor(item, former, moves);

        // What is kept where the file says is not looked at yet, so that the file's own word is taken for how it signs in.
        var stub = former ?? file with { Audience = "", TokenEndpointAuthMethod = place.OutlivesProcess ? ClientAuthenticationResolver.SecretMethod : ClientAuthenticationResolver.NoMethod, SecretReference = place };
        var wanted = request.Build(state.Time.GetUtcNow(), stub) with { SecretReference = moves ? place : former!.SecretReference, Id = former?.Id ?? (file.Id == Guid.Empty ? Guid.NewGuid() : file.Id) };
        if (former is null)
            wanted = wanted with { KeyId = file.KeyId, KeyAlgorithm = file.KeyAlgorithm };
        var changes = former is null ? [] : ConfigurationDifference.Of(former, wanted);
        if (former is not null && changes.Count > 0)
            state.Uses.RequireFinished(former, wanted);
        var action = former is null ? ConfigurationAction.Create
            : changes.Count == 0 ? ConfigurationAction.None
            : changes.Any(static change => change.Field == nameof(Auth0Connection.Name)) ? ConfigurationAction.Rename : ConfigurationAction.Update;
        return new ConnectionStep(new() { Kind = ConfigurationKind.Connection, Name = wanted.Name, Action = action, Changes = changes }, former, wanted, item.Path)
        {
            Request = action == ConfigurationAction.None ? null : (moves ? Placed(request, place) : request) with { Id = wanted.Id },
            IsTested = !wanted.NeedsLogin && (former is null || changes.Any(static change => !Labels.Contains(change.Field))),
        };
    }

    /// <summary>Where its secret is to be; null, and a fault, where nobody could find it.</summary>
    private SecretReference? PlaceOf(ConfigurationItem<Auth0Connection> item, Auth0Connection? former)
    {
        const string Field = "secretReference";
        var (file, path) = (item.Value.SecretReference, $"{item.Path}.{Field}");
        if (!item.Given.Contains(Field))
        {
            if (former is not null)
                return former.SecretReference;
            if (item.Value.GrantType == Auth0GrantType.AuthorizationCodePkce || (item.Value.ApiType == Auth0ApiType.MyAccount && !item.Given.Contains("grantType")))
                return SecretReference.Process;
            return Fault(path, "is missing: it is not said where the secret is.", "Name the vault's entry, the environment variable or the key file: vault and secretName, variable, or path.");
        }

        var location = file.Vault is not null ? SecretLocation.Vault : file.Variable is not null ? SecretLocation.Environment : file.Path is not null ? SecretLocation.KeyFile : file.Location;
        if (location != file.Location && file.Location != SecretLocation.Process)
            return Fault(path, "names two places.", "Leave what belongs to one place: vault and secretName, variable, or path.");
        switch (location)
        {
            case SecretLocation.Vault when string.IsNullOrWhiteSpace(file.Vault):
                return Fault($"{path}.vault", "is missing.", "Name the vault; Get-SecretVault lists the names.");
            case SecretLocation.Vault:
                var known = former?.SecretReference is { Location: SecretLocation.Vault } kept && Is(kept.Vault, file.Vault) ? kept.SecretName : null;
                return new SecretReference { Location = location, Vault = file.Vault, SecretName = file.SecretName ?? known ?? ClientAuthenticationResolver.DefaultEntry(item.Value.Name) };
            case SecretLocation.Environment:
                return new SecretReference { Location = location, Variable = file.Variable ?? EnvironmentSecret.ClientSecret };
            case SecretLocation.KeyFile when !Path.IsPathFullyQualified(file.Path ?? ""):
                return Fault($"{path}.path", "is not the full path of a key file.", "Give the full path.");
            case SecretLocation.KeyFile:
                return new SecretReference { Location = location, Path = file.Path };
            case SecretLocation.Process when former?.SecretReference.Location == SecretLocation.Process:
                return former.SecretReference;
            default:
                return Fault(
                    path,
                    former is null ? "says that only the process that wrote the file has the secret, so that it cannot be found here." : "would take the secret out of where it is kept.",
                    former is null ? "Put the secret into a vault and name the entry with vault and secretName, or make the connection first: New-Auth0Connection" : "Leave secretReference out, or name a place.");
        }
    }

    private SecretReference? Fault(string path, string what, string action)
    {
        faults.Add(ConfigurationFault.At(path, what, action));
        return null;
    }

    /// <summary>Asks for a connection as a whole: what it leaves empty is taken away or gets its default.</summary>
    private static ConnectionRequest RequestFor(ConfigurationItem<Auth0Connection> item, Auth0Connection? former, bool moves)
    {
        var file = item.Value;
        var follows = former is not null && !moves && ConfigurationForm.FollowsFromEntry(former);
        return new ConnectionRequest
        {
            Id = file.Id == Guid.Empty ? null : file.Id,
            Name = file.Name,
            Description = file.Description ?? "",
            ProjectId = file.ProjectId ?? "",
            Domain = file.Domain,
            ApiType = item.Given.Contains("apiType") ? file.ApiType : null,
            GrantType = item.Given.Contains("grantType") ? file.GrantType : null,
            BaseUri = file.BaseUri?.OriginalString,
            RedirectPort = file.RedirectPort ?? ConnectionRequest.DefaultRedirectPort,
            Audience = file.Audience,
            Organization = file.Organization ?? "",
            Scope = file.Scope,
            ClientId = file.ClientId,
            KeyId = follows ? null : file.KeyId,
            KeyAlgorithm = follows ? null : file.KeyAlgorithm,
        };
    }

    private static ConnectionRequest Placed(ConnectionRequest request, SecretReference place) => request with
    {
        Vault = place.Vault,
        SecretName = place.SecretName,
        SecretVariable = place.Variable,
        PrivateKeyPath = place.Path,
    };

    /// <summary>Names have to be free when they are given, so that what gives one up comes first.</summary>
    private List<ConnectionStep> InOrder(List<ConnectionStep> steps, IReadOnlyList<Auth0Connection> all)
    {
        var taken = all.ToDictionary(static connection => connection.Name, static connection => connection.Id, StringComparer.OrdinalIgnoreCase);
        var ordered = new List<ConnectionStep>();
        for (var left = steps; left.Count > 0;)
        {
            var next = left.Find(step => !taken.TryGetValue(step.Wanted.Name, out var holder) || holder == step.Wanted.Id);
            if (next is null)
            {
                foreach (var step in left)
                    faults.Add(ConfigurationFault.At($"{step.Path}.name", "is the name of another connection, which keeps it or is to get this one's.", $"Rename that one first: Set-Auth0Connection {step.Wanted.Name} -NewName NAME"));
                break;
            }

            if (next.Former is { } former)
                taken.Remove(former.Name);
            taken[next.Wanted.Name] = next.Wanted.Id;
            ordered.Add(next);
            left = left.FindAll(step => step != next);
        }

        return ordered;
    }

    private static bool IsSame(SecretReference saved, SecretReference wanted) =>
        saved.Location == wanted.Location && Is(saved.Vault, wanted.Vault) && Is(saved.SecretName, wanted.SecretName) && saved.Variable == wanted.Variable && saved.Path == wanted.Path;

    private static bool Is(string? left, string? right) => string.Equals(left, right, StringComparison.OrdinalIgnoreCase);
}
