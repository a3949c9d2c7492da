using StreamPulse.Testing;

namespace StreamPulse.Build.Tests;

/// <summary><c>./streampulse test</c> asks the npm registry for advisories: one that has none to ask is no failure.</summary>
public sealed class NpmAuditTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("streampulse-audit-").FullName;

    [Theory]
    [InlineData("""{"message":"405 Method Not Allowed","error":{}}""", "no npm audit of src/Web", "failures: 0")]
    [InlineData("""{"metadata":{"vulnerabilities":{"moderate":3,"high":0,"critical":0}}}""", "", "failures: 0")]
    [InlineData("""{"metadata":{"vulnerabilities":{"low":1,"high":2,"critical":1}}}""", "", "failures: 1\nnpm packages of src/Web: 3 ")]
    public async Task AnAdvisoryIsAFailure_NoAnswerIsNot(string answer, string said, string expected)
    {
        Directory.CreateDirectory(Path.Combine(_directory, "src", "Web"));
        await File.WriteAllTextAsync(Path.Combine(_directory, "src", "Web", "package-lock.json"), "{}");
        var script = $$"""
            set -euo pipefail
            ROOT=$1 RESULTS=$1 BROKEN=()
            say() { echo "$*"; }
            timeout() { printf '%s' '{{answer}}'; return 1; }
            source <(sed -n '/^audit_npm()/,/^}/p' "$2/build/tests.sh")
            audit_npm
            echo "failures: ${#BROKEN[@]}"
            printf '%s\n' "${BROKEN[@]}"
            """;

        var run = await Shell.RunAsync(
            _directory, new Dictionary<string, string?>(), "bash", "-c", script, "bash", _directory, Repository.Root);

        Assert.Equal(0, run.Code);
        Assert.Contains(expected, run.Output, StringComparison.Ordinal);
        Assert.Equal(said.Length > 0, run.Output.Contains("no npm audit", StringComparison.Ordinal));
        Assert.Contains(said, run.Output, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);
}
