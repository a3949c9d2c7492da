namespace StreamPulse.Cli.Cluster;

/// <summary>How a program of the cluster is started.</summary>
/// <param name="Name">What people call it, such as "silo 1".</param>
/// <param name="Assembly">Path of its assembly.</param>
/// <param name="Environment">Set beside what this program's environment has; null takes a variable away.</param>
/// <param name="Ready">Answers 200 once it can work.</param>
internal sealed record ChildProgram(string Name, string Assembly, IReadOnlyDictionary<string, string?> Environment, Uri Ready);
