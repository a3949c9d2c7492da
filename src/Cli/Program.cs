return await StreamPulse.Cli.CommandLine.RunAsync(args);
