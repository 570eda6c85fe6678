using System.Management.Automation;
using Auth0Ps.Pipeline;

namespace Auth0Ps.Commands;

/// <summary>Runs a script block with a local tenant that ends with it.</summary>
[Cmdlet(VerbsOther.Use, "Auth0Sandbox", HelpUri = HelpAddress.Pages + "Use-Auth0Sandbox.md")]
[OutputType(typeof(object))]
public sealed class UseAuth0SandboxCommand : SandboxCommand
{
    // Gives the block the tenant as its argument and as $_, in the caller's scope, and hands on its output as it comes.
    private const string Call = "& { process { $__auth0PsBlock = $_.Key; $_ = $_.Value; & $__auth0PsBlock $_ } }";

    /// <summary>What to run; the tenant is its first argument and <c>$_</c>.</summary>
    [Parameter(Position = 0, Mandatory = true)]
    [ValidateNotNull]
    public ScriptBlock ScriptBlock { get; set; } = null!;

    /// <inheritdoc/>
    protected override async Task ProcessAsync()
    {
        var tenant = await StartAsync(Options());
        try
        {
            await OnPipelineAsync(() =>
            {
                Run(Describe(tenant));
                return true;
            });
        }
        finally
        {
            // However the block ended. It may have stopped the tenant itself.
            RunningSandboxes.Take(tenant.Domain);
            await tenant.DisposeAsync();
        }
    }

    private void Run(Auth0SandboxTenant tenant)
    {
        using var pipeline = System.Management.Automation.ScriptBlock.Create(Call).GetSteppablePipeline(CommandOrigin.Internal);
        pipeline.Begin(expectInput: true, (EngineIntrinsics)GetVariableValue("ExecutionContext"));
        // One object: a list would be taken for several inputs.
        pipeline.Process(KeyValuePair.Create(ScriptBlock, tenant));
        pipeline.End();
    }
}
