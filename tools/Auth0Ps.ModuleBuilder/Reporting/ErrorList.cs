namespace Auth0Ps.ModuleBuilder.Reporting;

/// <summary>Gathers what is wrong, so that one build names everything and not just the first thing.</summary>
internal sealed class ErrorList
{
    private readonly List<BuildError> _errors = [];

    internal IReadOnlyList<BuildError> All => _errors;

    internal bool IsEmpty => _errors.Count == 0;

    internal void Add(string file, int line, string code, string message) =>
        _errors.Add(new BuildError(file, line, code, message));

    internal void Add(string file, string code, string message) => Add(file, 0, code, message);
}
