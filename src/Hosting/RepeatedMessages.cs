using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace StreamPulse.Hosting;

/// <summary>
/// Keeps an outage or an attack from flooding the log: a warning that is repeated, several times a second and for each partition, is shown
/// once, and then once a minute with the number of those that were not.
/// </summary>
public static class RepeatedMessages
{
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
                    container => new RepeatedMessageProvider(Create(provider, container), time ?? TimeProvider.System));
            }
        }

        return logging;
    }

    private static ILoggerProvider Create(ServiceDescriptor provider, IServiceProvider container)
        => (ILoggerProvider)(provider.ImplementationInstance ?? provider.ImplementationFactory?.Invoke(container)
            ?? ActivatorUtilities.CreateInstance(container, provider.ImplementationType!));
}
