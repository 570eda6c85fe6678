using System.Security;
using Auth0Ps.Http;
using Auth0Ps.Rotation;

namespace Auth0Ps.Applications;

/// <summary>What asking the Management API for a change proved.</summary>
/// <typeparam name="T">What is read from the answer.</typeparam>
/// <param name="Outcome">Done, refused at every attempt, or unknown.</param>
/// <param name="Answer">What the answer said; nothing unless it is done.</param>
/// <param name="Attempts">How often it was sent.</param>
internal sealed record ManagementChange<T>(ResponseOutcome Outcome, T? Answer, int Attempts, Auth0Exception? Failure);

/// <summary>Asks the Management API for changes.</summary>
internal static class ManagementChange
{
    /// <summary>How long a change under way may take once the user wants to stop.</summary>
    private static readonly TimeSpan FinishWithin = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Sends a change, under the client's lease, and judges what its answer proves. Failures are in the result, not thrown, but for the loss of the lease.
    /// </summary>
    /// <typeparam name="T">What is read from the answer.</typeparam>
    /// <param name="call">What to send.</param>
    /// <param name="clientId">The application, for errors.</param>
    /// <param name="read">Reads a success; one that is not Auth0's answer to this very change proves nothing.</param>
    /// <param name="stop">Before the first attempt it ends everything; later it lets the one under way finish, within ten seconds.</param>
    /// <exception cref="OperationCanceledException">Stopped before anything was sent.</exception>
    /// <exception cref="Auth0Exception">The client's lease was lost, or the store cannot be asked for it; <see cref="Auth0Exception.NothingSent"/> says whether that was before the first attempt.</exception>
    public static async Task<ManagementChange<T>> SendAsync<T>(
        TenantSession session, ChangeCall call, string clientId, Func<TenantResponse, ChangeAnswer<T>> read, CancellationToken stop)
    {
        stop.ThrowIfCancellationRequested();
        using var abandon = new CancellationTokenSource();
        using var hurry = stop.Register(() => abandon.CancelAfter(FinishWithin));
        var attempts = 0;
        Auth0Exception? loss = null;
        try
        {
            using var response = await session.SendAsync(
                call.Method,
                call.Path,
                call.Body is null ? null : () =>
                {
                    attempts++;
                    return call.Body();
                },
                call.Retry,
                stop,
                abandon.Token,
                call.Secrets,
                ConfirmAsync);
            attempts = Math.Max(attempts, response.Attempts);
            return Judge(session, clientId, response, attempts, read);
        }
        catch (Auth0Exception exception) when (ReferenceEquals(exception, loss) || exception.Reason == ErrorReason.RotationBusy)
        {
            // The holder of the lease continues; this process has nothing more to say of it. An attempt whose term was over was made, and not sent.
            exception.NothingSent = attempts <= (ReferenceEquals(exception, loss) ? 0 : 1);
            throw;
        }
        catch (Auth0Exception exception)
        {
            return new(exception.NothingSent || exception.IsRefusal ? ResponseOutcome.Refused : ResponseOutcome.Unknown, default, attempts, exception);
        }
        catch (OperationCanceledException) when (abandon.IsCancellationRequested)
        {
            return new(
                ResponseOutcome.Unknown,
                default,
                attempts,
                new Auth0Exception(ErrorReason.RotationInterrupted, "The command was stopped while Auth0 had not answered yet.") { Target = clientId });
        }

        async Task<LeaseTerm> ConfirmAsync(CancellationToken cancellationToken)
        {
            try
            {
                // Longer than the attempt may take: the request is over before the lease is.
                return await session.State.Leases.ConfirmAsync(session.ClientOf(clientId), session.Http.AttemptTimeout + session.State.Limits.LeaseMargin, cancellationToken);
            }
            catch (Auth0Exception exception)
            {
                loss = exception;
                throw;
            }
        }
    }

    private static ManagementChange<T> Judge<T>(TenantSession session, string clientId, TenantResponse response, int attempts, Func<TenantResponse, ChangeAnswer<T>> read)
    {
        var outcome = AuthErrorBody.OutcomeOf(response);
        if (outcome == ResponseOutcome.Done)
        {
            var answer = read(response);
            return answer.WhyNot is null
                ? new(outcome, answer.Value, attempts, Failure: null)
                : new(ResponseOutcome.Unknown, default, attempts, NotItsAnswer(session, clientId, response, answer.WhyNot));
        }

        var refused = outcome == ResponseOutcome.Refused
            && !response.FollowsUnknown
            && AuthErrorBody.From(response) is { OfManagementApi: true };
        var failure = ManagementFaults.From(session, response, clientId);
        return new(
            refused ? ResponseOutcome.Refused : ResponseOutcome.Unknown,
            default,
            attempts,
            failure.Reason == ErrorReason.NotFound ? ApplicationDirectory.NotFound(session, clientId, failure) : failure);
    }

    private static Auth0Exception NotItsAnswer(TenantSession session, string clientId, TenantResponse response, string why) =>
        new(ErrorReason.UnexpectedResponse,
            $"'{session.Connection.Domain}' answered the change with status {response.Status}, but {why}.",
            "Check that the domain is an Auth0 tenant's, that no proxy answers in its place, and that nobody else changes the application at the same time.")
        { Target = clientId, StatusCode = response.Status };
}

/// <summary>A success as it was read, or why it is not Auth0's answer to the change.</summary>
/// <typeparam name="T">What was read.</typeparam>
/// <param name="Value">What was read.</param>
/// <param name="WhyNot">Why it proves nothing, in words that follow "but"; null where it is the answer.</param>
internal readonly record struct ChangeAnswer<T>(T? Value, string? WhyNot)
{
    /// <summary>Auth0's answer.</summary>
    public static ChangeAnswer<T> Is(T value) => new(value, WhyNot: null);

    /// <summary>Someone else's, or one to something else.</summary>
    public static ChangeAnswer<T> IsNot(string why) => new(default, why);
}

/// <summary>A change to ask for.</summary>
/// <param name="Method">The HTTP method.</param>
/// <param name="Path">Path and query below <c>/api/v2/</c>.</param>
/// <param name="Body">Makes the body of each attempt; a write always has one, but for DELETE.</param>
/// <param name="Retry">Whether it may be repeated when its outcome is unknown.</param>
internal sealed record ChangeCall(HttpMethod Method, string Path, Func<HttpContent>? Body, RetryRule Retry = RetryRule.Repeatable)
{
    /// <summary>The secrets in the body, which no error quotes.</summary>
    public IReadOnlyList<SecureString> Secrets { get; init; } = [];
}
