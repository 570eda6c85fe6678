using System.Runtime.CompilerServices;

// The Pester suite is run with the same PowerShell as the demo.
[assembly: InternalsVisibleTo("Auth0Ps.Tests")]
