using System.CommandLine;
using StreamPulse.Cli.Commands;

namespace StreamPulse.Cli;

/// <summary>The commands and options of the program.</summary>
internal static class CommandLine
{
    /// <summary>The root of all commands.</summary>
    public static RootCommand Create()
        => new("StreamPulse: real-time content analytics. Download events in, exact windows in PostgreSQL, live answers out.")
        {
            UpCommand.Create(),
            ClusterCommand.Create(),
            GenerateCommand.Create(),
            ImportCommand.Create(),
            ReplayCommand.Create(),
            VerifyCommand.Create(),
            DeadLettersCommand.Create(),
            DescribeCommand.Create(),
            CheckEnvCommand.Create(),
            PsqlCommand.Create(),
            TokenCommand.Create(),
            CommonOptions.Json,
            CommonOptions.Quiet,
            CommonOptions.Data,
            CommonOptions.Kafka,
            CommonOptions.Topic,
        };
}
