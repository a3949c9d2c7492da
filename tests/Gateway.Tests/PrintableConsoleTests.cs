using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;
using StreamPulse.Hosting;

namespace StreamPulse.Gateway.Tests;

/// <summary>What comes from outside does not control the terminal.</summary>
public sealed class PrintableConsoleTests
{
    [Theory]
    [InlineData("\u001b[2J\u001b]0;title\u0007", @"\u001b[2J\u001b]0;title\u0007")]
    [InlineData("\u009b31m", @"\u009b31m")]
    [InlineData("a\r\nb", @"a\u000d\u000ab")]
    [InlineData("\u202etxt.exe", @"\u202etxt.exe")]
    [InlineData("M\u00fcnchen \ud83d\ude00 \\u001b", "M\u00fcnchen \ud83d\ude00 \\u001b")]
    public void ALineHasNoControlCharacters(string text, string printed) => Assert.Equal(printed, PrintableText.Line(text));

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void ALogLineAndItsExceptionHaveNone(bool singleLine)
    {
        using var services = new ServiceCollection()
            .AddLogging(logging => logging.AddPrintableConsole(console => console.SingleLine = singleLine)).BuildServiceProvider();
        var formatter = services.GetServices<ConsoleFormatter>().Single(static f => f.Name == ConsoleFormatterNames.Simple);
        using var output = new StringWriter();

        formatter.Write(
            new LogEntry<string>(
                LogLevel.Warning, "gateway", 1, "/api/\u001b[2J", new InvalidOperationException("said \u001b]0;x\u0007"),
                static (text, _) => text),
            null, output);

        Assert.Contains(@"/api/\u001b[2J", output.ToString(), StringComparison.Ordinal);
        Assert.Contains(@"said \u001b]0;x\u0007", output.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(output.ToString().ReplaceLineEndings(""), char.IsControl);
        Assert.Equal(singleLine ? 1 : 3, output.ToString().Count(static c => c == '\n'));
    }
}
