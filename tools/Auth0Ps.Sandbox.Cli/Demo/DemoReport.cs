using System.Globalization;

namespace Auth0Ps.Sandbox.Cli.Demo;

/// <summary>Prints a line for each step and the sum at the end.</summary>
internal sealed class DemoReport(TextWriter output)
{
    private int _passed;
    private int _failed;

    /// <summary>Runs a step; later ones are still tried when it fails, and fail where they need it.</summary>
    /// <param name="title">What is done.</param>
    /// <param name="step">Does it and says what came of it.</param>
    public async Task StepAsync(string title, Func<Task<string>> step)
    {
        var number = (_passed + _failed + 1).ToString(CultureInfo.InvariantCulture);
        try
        {
            var found = await step();
            _passed++;
            await output.WriteLineAsync($"[{number}] passed  {title}: {found}");
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            _failed++;
            await output.WriteLineAsync($"[{number}] FAILED  {title}: {exception.Message}");
        }
    }

    /// <summary>Prints the last line.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> CloseAsync()
    {
        await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"demo: {_passed} steps passed, {_failed} failed"));
        return _failed == 0 && _passed > 0 ? 0 : 1;
    }
}
