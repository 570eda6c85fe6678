namespace Auth0Ps.State.Moving;

/// <summary>Says why a store cannot be used, or state cannot be moved.</summary>
internal static class MoveFaults
{
    private const string NothingChanged = "Nothing was changed.";

    /// <summary>The state is elsewhere.</summary>
    public static Auth0Exception Moved(string place, StateMark mark) => new(
        ErrorReason.StateStoreMoved,
        FormattableString.Invariant($"The state in {place} was moved to {mark.Other} on {mark.At:yyyy-MM-dd HH:mm} UTC by {mark.Host}; what is left here is old and is not used."),
        $"Use the new place: Set-Auth0StateStore '{mark.Other}', or {StateStores.Variable} where that names the old one. Where the move itself was cut short, repeat it: Move-Auth0StateStore '{mark.Other}'.")
    { Target = place };

    /// <summary>The state is not whole yet.</summary>
    public static Auth0Exception Unfinished(string place, StateMark mark) => new(
        ErrorReason.StateStoreMoved,
        $"The move of the state from {mark.Other} to {place} was cut short or is under way; until it is finished, nothing is read from here.",
        $"Repeat Move-Auth0StateStore where {mark.Other} is the store that is set. To give the move up, use another place; what is in this one is only a copy and can be deleted.")
    { Target = place };

    /// <summary>The state is being moved at this moment.</summary>
    public static Auth0Exception UnderWay(string place, StateMark mark) => new(
        ErrorReason.StateFileBusy,
        $"The state in {place} is being moved to {mark.Other} by {mark.Host}. {NothingChanged}",
        "Try again in a moment, in the new place.")
    { Target = place };

    /// <summary>A move came between.</summary>
    public static Auth0Exception Uncertain(string place, Auth0Exception move) => new(
        ErrorReason.StateStoreMoved,
        $"While this was written to {place}, the state began to move to another place; whether the change went along is not known.",
        $"Look in the new place whether it is there, and repeat it if not. {move.RecommendedAction}",
        move)
    { Target = place };

    /// <summary>Both places are one.</summary>
    public static Auth0Exception SamePlace(string from, string to, bool isOfEnvironment) => new(
        ErrorReason.InvalidArgument,
        from == to ? $"The state is in {from} already. {NothingChanged}" : $"{from} and {to} are two names of one place. {NothingChanged}",
        isOfEnvironment
            ? $"The variable {StateStores.Variable} says where the state is moved from: clear it, or let it name the old place, and repeat the command."
            : "Name another place.")
    { Target = to };

    /// <summary>There is other state where it is moved to.</summary>
    public static Auth0Exception Occupied(string place, string what) => new(
        ErrorReason.StateStoreOccupied,
        $"{place} holds other state already ({what}), which a move would overwrite. {NothingChanged}",
        "Name an empty place: another folder, database, or folder in the container.")
    { Target = place };

    /// <summary>Another move has begun to fill it.</summary>
    public static Auth0Exception Receiving(string place, StateMark mark) => new(
        ErrorReason.StateStoreOccupied,
        $"{place} holds a part of another move, from {mark.Other}, that was not finished. {NothingChanged}",
        "Name an empty place, finish that move first, or delete what it left.")
    { Target = place };

    /// <summary>Rotations are at work.</summary>
    public static Auth0Exception Rotating(string place, string holder, TimeSpan patience) => new(
        ErrorReason.RotationBusy,
        $"The state in {place} cannot be moved now: {holder} is changing a secret, and did not end within {patience.TotalSeconds:0} seconds. {NothingChanged}",
        "Wait for the rotation to end, and move the state then. What a process left that died ends by itself.")
    { Target = place };

    /// <summary>What was copied is not what was there.</summary>
    public static Auth0Exception NotWhole(string place, string what) => new(
        ErrorReason.StateStoreUnavailable,
        $"After it was copied to {place}, {what}. The state stays where it was.",
        "See that nobody else uses the new place, and repeat the command.")
    { Target = place };
}
