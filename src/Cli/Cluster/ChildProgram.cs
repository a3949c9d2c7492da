namespace StreamPulse.Cli.Cluster;

/// <summary>How a cluster program is started.</summary>
/// <param name="Name">Display name, such as "silo 1".</param>
/// <param name="Assembly">Path of its assembly.</param>
/// <param name="Environment">Variables added to this program's environment; null removes a variable.</param>
/// <param name="Ready">Returns 200 once the program is ready.</param>
internal sealed record ChildProgram(string Name, string Assembly, IReadOnlyDictionary<string, string?> Environment, Uri Ready);
