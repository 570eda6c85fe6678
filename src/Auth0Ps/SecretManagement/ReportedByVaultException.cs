using System.Management.Automation;

namespace Auth0Ps.SecretManagement;

/// <summary>An error that a vault reported, and went on.</summary>
internal sealed class ReportedByVaultException(ErrorRecord error) : RuntimeException(error.Exception.Message, error.Exception, error);
