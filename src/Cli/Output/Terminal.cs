using System.CommandLine;
using Spectre.Console;

namespace StreamPulse.Cli.Output;

/// <summary>Results go to standard output, everything else to standard error; nothing moves where there is no terminal.</summary>
internal sealed class Terminal(bool isQuiet)
{
    private readonly IAnsiConsole _error = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });

    public static Terminal Of(ParseResult call) => new(call.GetValue(CommonOptions.Quiet));

    /// <summary>A sentence on what is being done.</summary>
    public void Note(string text)
    {
        if (!isQuiet)
            Console.Error.WriteLine(text);
    }

    /// <summary>A sentence on what went wrong.</summary>
    public static void Error(string text) => Console.Error.WriteLine($"streampulse: {text}");

    /// <summary>Does the work with a bar, its rate and the time left, where there is a terminal.</summary>
    /// <param name="total">Of what the work reports; null where that is not known.</param>
    public async Task<T> ProgressAsync<T>(string title, long? total, Func<IProgress<long>, Task<T>> work)
    {
        if (isQuiet || Console.IsErrorRedirected)
            return await work(new Progress<long>());
        return await _error.Progress()
            .AutoClear(true)
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RateColumn(), new RemainingTimeColumn())
            .StartAsync(async context =>
            {
                var task = context.AddTask(Markup.Escape(title), maxValue: total ?? 1);
                task.IsIndeterminate = total is null;
                return await work(new TaskProgress(task));
            });
    }

    private sealed class TaskProgress(ProgressTask task) : IProgress<long>
    {
        public void Report(long value)
        {
            if (task.IsIndeterminate)
                task.MaxValue = Math.Max(task.MaxValue, value + 1);
            task.Value = value;
        }
    }
}
