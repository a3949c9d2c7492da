using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace StreamPulse.Supervision;

/// <summary>Hosting of programs that another program starts and stops.</summary>
public static class SupervisedServices
{
    /// <summary>
    /// Set to anything in the environment of a program that is supervised: the end of its standard input then asks it to stop, and Ctrl-C,
    /// which a terminal sends to it as well, is left to the supervisor.
    /// </summary>
    public const string Variable = "STREAMPULSE_SUPERVISED";

    /// <summary>Uses <see cref="SupervisedLifetime"/> instead of the console's lifetime, where the environment says so.</summary>
    public static IServiceCollection AddSupervisedLifetime(this IServiceCollection services)
    {
        if (!string.IsNullOrEmpty(Environment.GetEnvironmentVariable(Variable)))
            services.Replace(ServiceDescriptor.Singleton<IHostLifetime, SupervisedLifetime>());
        return services;
    }
}
