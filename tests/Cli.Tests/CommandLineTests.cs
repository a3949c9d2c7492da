using System.CommandLine;
using StreamPulse.Cli.Arguments;
using StreamPulse.Testing;

namespace StreamPulse.Cli.Tests;

/// <summary>What is said of a wrong call, and the help of every command; nothing is started.</summary>
public sealed class CommandLineTests
{
    private static readonly string HelpFiles = Path.Combine(Repository.Root, "build", "help");

    [Theory]
    [InlineData("vefify", "streampulse has no command vefify. Did you mean verify?")]
    [InlineData("xyzzyxyzzy", "streampulse has no command xyzzyxyzzy.")]
    [InlineData("vefify --help", "streampulse has no command vefify. Did you mean verify?")]
    [InlineData("dead-letters lst", "dead-letters has no command lst. Did you mean list?")]
    [InlineData("dead-letters", "dead-letters needs a command: list, show, retry.")]
    [InlineData("verify --jsn", "verify has no option --jsn. Did you mean --json?")]
    [InlineData("up --prot 8080", "up has no option --prot. Did you mean --port?")]
    [InlineData("import --formt ndjson access.log", "import has no option --formt. Did you mean --format?")]
    [InlineData("import access.log --formt=ndjson", "import has no option --formt=ndjson. Did you mean --format?")]
    [InlineData("dead-letters retry --reasn unknown_schema", "dead-letters retry has no option --reasn. Did you mean --reason?")]
    [InlineData("dead-letters list --sice 2026-03-01T12:00:00Z", "dead-letters list has no option --sice. Did you mean --since?")]
    [InlineData("generate --to ", "--to is empty.")]
    [InlineData("verify --data ", "--data is empty.")]
    [InlineData("import ", "FILE is empty.")]
    [InlineData("verify now", "verify takes no further argument, and was given now.")]
    [InlineData("up --port abc", "--port is abc; allowed are 0 to 65535.")]
    [InlineData("up --port 65536", "--port is 65536; allowed are 0 to 65535.")]
    [InlineData("up --rate NaN", "--rate is NaN; allowed are 0.001 to 1000000000.")]
    [InlineData("cluster --silos 17", "--silos is 17; allowed are 1 to 16.")]
    [InlineData("generate --events -1", "--events is -1; allowed are 0 to 9223372036854775807.")]
    [InlineData("generate --format xml", "--format is xml; allowed are json and avro.")]
    [InlineData("generate --late 7", "--late is 7; allowed are 0 to 1.")]
    [InlineData("dead-letters list --stage nonsense", "--stage is nonsense; allowed are log and import.")]
    [InlineData("dead-letters show abc", "ID is abc; allowed are numbers as printed by dead-letters list.")]
    [InlineData("dead-letters retry 1 abc", "ID is abc; allowed are numbers as printed by dead-letters list.")]
    [InlineData("token --days 0", "--days is 0; allowed are 1 to 3650.")]
    [InlineData("verify --json=maybe", "verify takes no further argument, and was given maybe.")]
    public void A_wrong_call_is_said_in_one_sentence_that_names_it_and_what_is_near(string call, string expected)
        => Assert.Equal([expected], WrongCall.Describe(CommandLine.Create().Parse(call.Split(' '))));

    [Theory]
    [InlineData("import", "-")]
    [InlineData("psql", "--", "-c", "SELECT 1")]
    [InlineData("dead-letters", "retry", "1", "2")]
    [InlineData("generate", "--format", "AVRO", "--to", "-")]
    [InlineData("--version")]
    [InlineData("verify", "-h")]
    public void A_right_call_is_not_complained_of(params string[] call)
        => Assert.Empty(WrongCall.Describe(CommandLine.Create().Parse(call)));

    /// <summary>
    /// build/help has what the program prints, so that the script can print it without building anything. STREAMPULSE_WRITE_HELP=1 writes
    /// it anew.
    /// </summary>
    [Fact]
    public void The_help_of_every_command_is_in_a_file_and_has_examples()
    {
        foreach (var path in Paths(CommandLine.Create(), []))
        {
            using var printed = new StringWriter();
            CommandLine.Create().Parse([.. path, "--help"]).Invoke(new InvocationConfiguration { Output = printed });
            var text = printed.ToString().ReplaceLineEndings("\n");
            var file = Path.Combine(HelpFiles, path.Length == 0 ? "streampulse.txt" : string.Join('-', path) + ".txt");
            if (Environment.GetEnvironmentVariable("STREAMPULSE_WRITE_HELP") is { Length: > 0 })
                File.WriteAllText(file, text);

            Assert.Equal(File.ReadAllText(file), text);
            Assert.Contains(string.Join(' ', ["  streampulse", .. path]), text, StringComparison.Ordinal);
            Assert.Contains("\nExamples:\n  ./streampulse ", text, StringComparison.Ordinal);
        }
    }

    private static IEnumerable<string[]> Paths(Command command, string[] path)
        => command.Subcommands.SelectMany(c => Paths(c, [.. path, c.Name])).Prepend(path);
}
