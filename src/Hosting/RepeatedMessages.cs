using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace StreamPulse.Hosting;

/// <summary>
/// Keeps an outage from flooding the log: a message that a retry repeats, several times a second and for each partition, is shown once,
/// and then once a minute with the number of those that were not.
/// </summary>
public static class RepeatedMessages
{
    /// <summary>
    /// Messages that retries repeat; each says that something is tried again. Others are always shown, because each of them may be about
    /// something else.
    /// </summary>
    private static readonly HashSet<int> OfRetries =
    [
        1900, 1902, // the embedded log's database is away
        2002, 2004, // the log cannot be read
        2108, 2113, // a round of the pipeline, or a read of a partition, failed
        2200, 2205, // PostgreSQL does not answer, a partition does not report
        5010, // the live figures cannot be computed
        100659, 103312, // Orleans: its tables cannot be read or written, its streams cannot read the log
    ];

    /// <summary>Applies this to the providers that were added before.</summary>
    public static ILoggingBuilder ShowRepeatedOnceAMinute(this ILoggingBuilder logging, TimeProvider? time = null)
    {
        var services = logging.Services;
        for (var i = 0; i < services.Count; i++)
        {
            var provider = services[i];
            if (provider.ServiceType == typeof(ILoggerProvider))
            {
                services[i] = ServiceDescriptor.Singleton<ILoggerProvider>(
                    container => new RepeatedMessageProvider(Create(provider, container), OfRetries, time ?? TimeProvider.System));
            }
        }

        return logging;
    }

    private static ILoggerProvider Create(ServiceDescriptor provider, IServiceProvider container)
        => (ILoggerProvider)(provider.ImplementationInstance ?? provider.ImplementationFactory?.Invoke(container)
            ?? ActivatorUtilities.CreateInstance(container, provider.ImplementationType!));
}
