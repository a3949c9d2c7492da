namespace StreamPulse.Standalone.Engine;

/// <summary>
/// Starts the engine's loops and what is done beside them, on one scheduler: the thread pool, or one that decides by itself what runs next.
/// What is started here and awaits without leaving its context stays on that scheduler, so a rig can run the whole engine in one thread.
/// </summary>
internal sealed class EngineTasks(TaskScheduler scheduler)
{
    /// <summary>As <see cref="Task.Run(Func{Task})"/>.</summary>
    public Task Run(Func<Task> work) => Start(work).Unwrap();

    /// <summary>As <see cref="Task.Run(Action)"/>.</summary>
    public Task Run(Action work) => Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.DenyChildAttach, scheduler);

    /// <summary>As <see cref="Task.Run{T}(Func{T})"/>.</summary>
    public Task<T> Run<T>(Func<T> work) => Start(work);

    private Task<T> Start<T>(Func<T> work)
        => Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.DenyChildAttach, scheduler);
}
