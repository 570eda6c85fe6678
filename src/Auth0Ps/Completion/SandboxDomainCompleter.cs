using System.Collections;
using Auth0Ps.Pipeline;

namespace Auth0Ps.Completion;

/// <summary>Offers the sandboxes of this process.</summary>
public sealed class SandboxDomainCompleter : WordCompleter
{
    private protected override IEnumerable<Word> Offers(string typed, IDictionary bound) =>
        RunningSandboxes.Domains.Where(domain => CompletionWord.Matches(typed, domain)).Select(domain => new Word(domain, "local sandbox tenant"));
}
