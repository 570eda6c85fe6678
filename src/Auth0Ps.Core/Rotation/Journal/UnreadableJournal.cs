using Auth0Ps.Connections;

namespace Auth0Ps.Rotation.Journal;

/// <summary>Says of a journal that cannot be read which rotation it concerns, and how that one continues.</summary>
internal static class UnreadableJournal
{
    /// <summary>The command that continues without a damaged journal.</summary>
    /// <param name="rotation">The saved rotation's name.</param>
    public static string WayOut(string rotation) => $"Invoke-Auth0SecretRotation -Name {rotation} -Force";

    /// <summary>A client's last rotation, for a run.</summary>
    /// <exception cref="Auth0Exception">It cannot be read; how to continue.</exception>
    public static RotationEntry? Find(IRotationJournal journal, ClientIdentity client, RotationTarget target)
    {
        try
        {
            return Look(() => journal.Find(client), $"{RotationCommands.Of(target)} -Force", target.Name);
        }
        catch (Auth0Exception exception) when (exception.Reason == ErrorReason.StateFileDamaged)
        {
            // It may have been in the middle of a change.
            throw new Auth0Exception(ErrorReason.RotationInterrupted, exception.Message, exception.RecommendedAction, exception) { Target = exception.Target };
        }
    }

    /// <summary>Looks something up in the journal.</summary>
    /// <exception cref="Auth0Exception">It cannot be read; how to continue.</exception>
    public static TResult Look<TResult>(Func<TResult> look, string wayOut, string name)
    {
        try
        {
            return look();
        }
        catch (Auth0Exception exception)
        {
            throw Explain(exception, wayOut, name);
        }
    }

    /// <summary>The same failure with what to do for this rotation.</summary>
    /// <param name="failure">Why the file cannot be read.</param>
    /// <param name="wayOut">The command that continues without it.</param>
    /// <param name="name">The rotation's name; null where it is not known.</param>
    public static Auth0Exception Explain(Auth0Exception failure, string wayOut, string? name) => failure.Reason != ErrorReason.StateFileDamaged ? failure : new(
        ErrorReason.StateFileDamaged,
        name is null ? failure.Message : $"{failure.Message} Only rotation '{name}' is concerned.",
        $"{wayOut} moves the file aside, finds out whether the secret that waits in the vault is the live one, and continues from there.",
        failure)
    { Target = failure.Target };
}
