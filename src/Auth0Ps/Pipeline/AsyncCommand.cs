using System.Management.Automation;
using Auth0Ps.Errors;

namespace Auth0Ps.Pipeline;

/// <summary>A cmdlet whose work is asynchronous and may continue between pipeline records.</summary>
/// <remarks>
/// The work runs on pool threads; everything for the pipeline is queued and written by the pipeline thread. However the
/// pipeline ends (Ctrl+C, a downstream stop, <c>-ErrorAction Stop</c>), the stop token fires and the work is waited for,
/// so that nothing that has begun is abandoned half done. Work therefore keeps its wait after a stop short.
/// </remarks>
public abstract class AsyncCommand : PSCmdlet, IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly PipelineQueue _queue = new();
    private readonly List<Task> _background = [];
    private bool _disposed;

    /// <summary>Fires when the pipeline wants to end, for whatever reason.</summary>
    protected CancellationToken StopToken => _stop.Token;

    /// <summary>Ends the pipeline's part and waits for work under way.</summary>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Runs once before the first record, on the pipeline thread: for what only it may read.</summary>
    protected virtual void Prepare()
    {
    }

    /// <summary>Runs for each pipeline record.</summary>
    protected virtual Task ProcessAsync() => Task.CompletedTask;

    /// <summary>Runs after the last record, while background work may still run.</summary>
    protected virtual void InputEnded()
    {
    }

    /// <summary>Runs after the last record, when all background work has ended.</summary>
    protected virtual Task EndAsync() => Task.CompletedTask;

    /// <inheritdoc/>
    protected sealed override void BeginProcessing() => Prepare();

    /// <inheritdoc/>
    protected sealed override void ProcessRecord() => Run(ProcessAsync);

    /// <inheritdoc/>
    protected sealed override void EndProcessing() => Run(async () =>
    {
        InputEnded();
        await WhenBackgroundEnds();
        await EndAsync();
    });

    /// <inheritdoc/>
    protected override void StopProcessing() => _stop.Cancel();

    /// <summary>Ends the pipeline's part and waits for work under way.</summary>
    /// <param name="disposing">True when called by <see cref="Dispose()"/>.</param>
    protected virtual void Dispose(bool disposing)
    {
        if (!disposing || _disposed)
            return;
        _disposed = true;
        Abandon(Task.CompletedTask);
        _queue.Dispose();
        _stop.Dispose();
    }

    /// <summary>Starts work that continues while further records come in; it handles its own failures.</summary>
    /// <param name="work">The work.</param>
    protected void StartInBackground(Func<Task> work)
    {
        var task = Task.Run(work);
        lock (_background)
        {
            _background.RemoveAll(static done => done.IsCompletedSuccessfully);
            _background.Add(task);
        }
    }

    /// <summary>Writes an object.</summary>
    /// <param name="value">The object.</param>
    /// <param name="delivered">Called when the pipeline has taken it.</param>
    /// <param name="undelivered">Called instead when the pipeline no longer takes it.</param>
    protected void Emit(object value, Action? delivered = null, Action? undelivered = null) => _queue.Post(
        () =>
        {
            WriteObject(value);
            delivered?.Invoke();
        },
        undelivered);

    /// <summary>Writes an object and returns when the pipeline has taken it, so that a long stream stays flat in memory.</summary>
    /// <param name="value">The object.</param>
    /// <exception cref="OperationCanceledException">The pipeline no longer takes objects.</exception>
    protected Task<bool> EmitAsync(object value) => OnPipelineAsync(() =>
    {
        WriteObject(value);
        return true;
    });

    /// <summary>Writes a non-terminating error.</summary>
    /// <param name="failure">What happened.</param>
    protected void EmitError(Auth0Exception failure)
    {
        var record = ErrorRecords.From(failure);
        _queue.Post(() => WriteError(record));
    }

    /// <summary>Writes a warning.</summary>
    /// <param name="text">The warning.</param>
    protected void EmitWarning(string text) => _queue.Post(() => WriteWarning(DisplayText.Of(text)));

    /// <summary>Writes a verbose line.</summary>
    /// <param name="text">The line; never a secret.</param>
    protected void EmitVerbose(string text) => _queue.Post(() => WriteVerbose(DisplayText.Of(text)));

    /// <summary>Writes to the host, as <c>Write-Host</c> does.</summary>
    /// <param name="text">The text; never a secret.</param>
    protected void EmitHost(string text) => _queue.Post(() => WriteInformation(new HostInformationMessage { Message = text }, ["PSHOST"]));

    /// <summary>Writes what a script may look at with <c>-InformationVariable</c>, and nobody is shown.</summary>
    /// <param name="value">The object.</param>
    protected void EmitInformation(object value)
    {
        ArgumentNullException.ThrowIfNull(value);
        _queue.Post(() => WriteInformation(value, [value.GetType().Name]));
    }

    /// <summary>Writes progress.</summary>
    /// <param name="record">The record.</param>
    protected void EmitProgress(ProgressRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        record.StatusDescription = DisplayText.Line(record.StatusDescription);
        _queue.Post(() => WriteProgress(record));
    }

    /// <summary>Asks the user, or answers for <c>-WhatIf</c>.</summary>
    /// <param name="target">What is changed.</param>
    /// <param name="action">What is done to it, and what stops working.</param>
    protected Task<bool> ShouldProcessAsync(string target, string action) => OnPipelineAsync(() => Questions.Ask(() => ShouldProcess(DisplayText.Of(target), DisplayText.Of(action))));

    /// <summary>Runs something on the pipeline thread and returns its result.</summary>
    /// <typeparam name="T">The result's type.</typeparam>
    /// <param name="call">What to run.</param>
    /// <exception cref="OperationCanceledException">The pipeline ended first.</exception>
    /// <exception cref="Auth0Exception">What the call failed with.</exception>
    protected async Task<T> OnPipelineAsync<T>(Func<T> call)
    {
        // Continuations must not run on the pipeline thread, which waits for this very work.
        var reply = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        _queue.Post(
            () =>
            {
                try
                {
                    reply.TrySetResult(call());
                }
                catch (Auth0Exception failure)
                {
                    // A failure of the call is the work's to report; only what the engine throws ends the pipeline.
                    reply.TrySetException(failure);
                }
            },
            () => reply.TrySetCanceled());
        return await reply.Task;
    }

    private void Run(Func<Task> block)
    {
        var work = Task.Run(block);
        _ = work.ContinueWith(
            static (_, queue) => ((PipelineQueue)queue!).PostEnd(),
            _queue,
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
        try
        {
            _queue.Deliver();
        }
        catch
        {
            // Ctrl+C, a downstream stop or -ErrorAction Stop: the engine's exception is passed on once the work has ended.
            Abandon(work);
            throw;
        }

        Report(work);
    }

    private void Report(Task work)
    {
        switch (work.Exception?.InnerException)
        {
            case null when !work.IsCanceled:
                return;
            case TerminatingFailure failure:
                Abandon(work);
                ThrowTerminatingError(ErrorRecords.From(failure.Failure));
                return;
            case Auth0Exception failure:
                WriteError(ErrorRecords.From(failure));
                return;
            case null or OperationCanceledException when _stop.IsCancellationRequested:
                DeliverBackground();
                throw new PipelineStoppedException();
            case var unexpected:
                WriteError(ErrorRecords.From(new Auth0Exception(
                    ErrorReason.Unexpected,
                    $"An unexpected fault: {unexpected?.Message ?? "the work was cancelled"}",
                    "Please report it with the command that was run.",
                    unexpected)));
                return;
        }
    }

    /// <summary>After a stop that is not the engine's (a signal), the pipeline still takes what work under way ends with.</summary>
    private void DeliverBackground()
    {
        if (!Stopping)
            Run(WhenBackgroundEnds);
    }

    /// <summary>Waits for all background work that was started so far.</summary>
    protected async Task WhenBackgroundEnds()
    {
        Task[] running;
        lock (_background)
            running = [.. _background];
        await Task.WhenAll(running);
    }

    private void Abandon(Task work)
    {
        _stop.Cancel();
        _queue.Close();
        Task[] running;
        lock (_background)
            running = [work, .. _background];

        // Waiting here is the point: a prompt before the work's end would be a lie. Failures were reported or have no reader.
        ((IAsyncResult)Task.WhenAll(running)).AsyncWaitHandle.WaitOne();
    }
}
