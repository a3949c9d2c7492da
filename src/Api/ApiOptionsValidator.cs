using System.Globalization;
using Microsoft.Extensions.Options;
using StreamPulse.Api.Limits;

namespace StreamPulse.Api;

/// <summary>Validates <see cref="ApiOptions"/> at start; each error names key, value and allowed range.</summary>
internal sealed class ApiOptionsValidator : IValidateOptions<ApiOptions>
{
    private const long Mebibyte = 1024 * 1024;

    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, ApiOptions options)
    {
        var failures = Check(options);
        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    /// <summary>The errors.</summary>
    public static IReadOnlyList<string> Check(ApiOptions options)
    {
        var failures = new List<string>();
        Check(failures, nameof(options.StoredAnswerLifetime), options.StoredAnswerLifetime, TimeSpan.Zero, TimeSpan.FromMinutes(1));
        Check(failures, nameof(options.MaxStoredAnswers), options.MaxStoredAnswers, 1, 10_000);
        Check(failures, nameof(options.LiveStateTimeout), options.LiveStateTimeout, TimeSpan.FromMilliseconds(10), TimeSpan.FromMinutes(1));
        Check(failures, nameof(options.WarmUpTimeout), options.WarmUpTimeout, TimeSpan.FromMilliseconds(10), TimeSpan.FromHours(1));
        Check(failures, nameof(options.HealthTimeout), options.HealthTimeout, TimeSpan.FromMilliseconds(10), TimeSpan.FromMinutes(1));
        Check(failures, nameof(options.PushInterval), options.PushInterval, TimeSpan.FromMilliseconds(10), TimeSpan.FromMinutes(1));
        Check(failures, nameof(options.PushHeartbeat), options.PushHeartbeat, TimeSpan.FromMilliseconds(10), TimeSpan.FromMinutes(5));
        Check(failures, nameof(options.MaxSubscribers), options.MaxSubscribers, 1, 100_000);
        Check(failures, nameof(options.MaxIngestEvents), options.MaxIngestEvents, 1, 1_000_000);
        Check(failures, nameof(options.MaxIngestBytes), options.MaxIngestBytes, 1024, 1024 * 1024 * 1024);
        Check(failures, nameof(options.MaxConnections), options.MaxConnections, 16, 1_000_000);
        Check(failures, nameof(options.MaxConnectionsPerAddress), options.MaxConnectionsPerAddress ?? 1, 1, 1_000_000);
        Check(failures, nameof(options.MaxIngestInFlightBytes), options.MaxIngestInFlightBytes ?? Mebibyte, Mebibyte, Mebibyte * Mebibyte);
        failures.AddRange(options.AllowedHosts.Where(static host => !HostCheck.IsName(host)).Select(static host =>
            $"{nameof(options.AllowedHosts)} has '{host}'; allowed are names such as stats.example or *.example, without a port."));
        Check(failures, nameof(options.RequestTimeout), options.RequestTimeout, TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(10));
        Check(failures, nameof(options.MaxIngestLagRecords), options.MaxIngestLagRecords, 1, 1_000_000_000_000_000);
        Check(failures, nameof(options.IngestIdWindow), options.IngestIdWindow, TimeSpan.Zero, TimeSpan.FromDays(7));
        return failures;
    }

    private static void Check<T>(List<string> failures, string key, T value, T minimum, T maximum) where T : IComparable<T>
    {
        if (value.CompareTo(minimum) < 0 || value.CompareTo(maximum) > 0)
            failures.Add(string.Create(CultureInfo.InvariantCulture, $"{key} is {value}; allowed is {minimum} to {maximum}."));
    }
}
