using System.CommandLine;
using Spectre.Console;
using StreamPulse.Hosting;

namespace StreamPulse.Cli.Output;

/// <summary>Results go to standard output, everything else to standard error; no animation without a terminal.</summary>
internal sealed class Terminal(bool isQuiet)
{
    private readonly IAnsiConsole _error = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });

    public static Terminal Of(ParseResult call) => new(call.GetValue(CommonOptions.Quiet));

    /// <summary>Prints what the program is doing.</summary>
    public void Note(string text)
    {
        if (!isQuiet)
            Console.Error.WriteLine(PrintableText.Lines(text));
    }

    /// <summary>Prints an error.</summary>
    public static void Error(string text) => Details($"streampulse: {text}");

    /// <summary>Prints what belongs to an error.</summary>
    public static void Details(string text) => Console.Error.WriteLine(PrintableText.Lines(text));

    /// <summary>Asks a question; the caller reads the answer.</summary>
    public static void Ask(string question) => Console.Error.Write(PrintableText.Line(question));

    /// <summary>Runs the work with a progress bar, its rate and the remaining time, if there is a terminal.</summary>
    /// <param name="total">Total of what the work reports; null if unknown.</param>
    public async Task<T> ProgressAsync<T>(string title, long? total, Func<IProgress<long>, Task<T>> work)
    {
        if (isQuiet || Console.IsErrorRedirected)
            return await work(new Progress<long>());
        return await _error.Progress()
            .AutoClear(true)
            .Columns(
                new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RateColumn(), new RemainingTimeColumn())
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
