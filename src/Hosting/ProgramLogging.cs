using Microsoft.Extensions.Logging;

namespace StreamPulse.Hosting;

/// <summary>How the silo and the gateway log.</summary>
public static class ProgramLogging
{
    /// <summary>Lines on standard output with UTC times; what retries repeat is shown once a minute.</summary>
    public static void Configure(ILoggingBuilder builder)
        => builder.AddPrintableConsole(static console =>
        {
            console.SingleLine = true;
            console.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ ";
            console.UseUtcTimestamp = true;
        }).ShowRepeatedOnceAMinute();
}
