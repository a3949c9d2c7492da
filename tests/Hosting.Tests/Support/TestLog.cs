using Microsoft.Extensions.Logging;

namespace StreamPulse.Hosting.Tests.Support;

/// <summary>Logging of the silos in tests: none, or on the console for somebody who looks into a failed test.</summary>
internal static class TestLog
{
    /// <summary>Environment variable; set to anything it turns logging on.</summary>
    private const string Variable = "STREAMPULSE_TEST_SILO_LOG";

    public static void Configure(ILoggingBuilder logging)
    {
        logging.ClearProviders();
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 })
            ProgramLogging.Configure(logging);
    }
}
