namespace Auth0Ps;

/// <summary>What a key of an application is to its rotation.</summary>
public enum RotationKeyState
{
    /// <summary>Being introduced: it may be registered already, and consumers do not find it yet.</summary>
    Pending,

    /// <summary>The one that consumers find.</summary>
    Current,

    /// <summary>The previous key, which works until its overlap has ended.</summary>
    Previous,

    /// <summary>Not made by this rotation; nobody here has its private half.</summary>
    Foreign,
}
