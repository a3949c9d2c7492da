using System.Buffers.Binary;
using System.Globalization;
using StreamPulse.Core.Events;

namespace StreamPulse.Generator;

/// <summary>
/// Makes the events of an invented download service, one after the other. Event number i is a pure function of the options and i:
/// it has its own generator, seeded from both, and every decision takes the same number of draws whatever the options. So a run can
/// be continued at any number, split among processes by number, and compared with a run under other options event by event.
/// Not thread-safe.
/// </summary>
public sealed class DownloadGenerator
{
    /// <summary>Megabits in a mebibyte.</summary>
    private const double MegabitsPerMebibyte = 8 * 1.048576;

    private const double MinSlowMbps = 5;
    private const double MaxSlowMbps = 10;

    private readonly GeneratorOptions _options;
    private readonly ContentCatalog _contents;
    private readonly AudienceCatalog _audiences = new();
    private readonly AliasTable _errors = new([.. GeneratorCatalog.Errors.Select(error => error.Share)]);
    private readonly IncidentSchedule _incidents;
    private readonly ulong _key;
    private readonly long _startMs;
    private readonly ulong _maxOutOfOrderMs;
    private readonly ulong _minLateMs;
    private readonly ulong _lateRangeMs;

    /// <exception cref="GeneratorOptionsException">An option is out of its range.</exception>
    public DownloadGenerator(GeneratorOptions options)
    {
        GeneratorOptionsValidator.Validate(options);
        _options = options;
        _contents = new ContentCatalog(options);
        _incidents = new IncidentSchedule(options);
        _key = SplitMix64.Mix(options.Seed + SplitMix64.Gamma);
        _startMs = options.StartEventTime.ToUnixTimeMilliseconds();
        _maxOutOfOrderMs = (ulong)options.MaxOutOfOrder.TotalMilliseconds;
        _minLateMs = (ulong)options.MinLate.TotalMilliseconds;
        _lateRangeMs = (ulong)options.MaxLate.TotalMilliseconds - _minLateMs + 1;
    }

    /// <summary>
    /// Number of the event that <see cref="Next"/> makes; set it to continue at another event. The first is 0, and none is negative.
    /// </summary>
    public long NextIndex
    {
        get;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            field = value;
        }
    }

    /// <summary>
    /// Event time that event number <paramref name="index"/> has when it is not moved back, in milliseconds since the Unix epoch.
    /// </summary>
    public long NominalEventTimeMs(long index) => _startMs + (long)(index * 1_000.0 / _options.EventsPerSecond);

    /// <summary>The event <see cref="NextIndex"/>, which then goes up by one.</summary>
    public ContentDownloadEvent Next()
    {
        var index = NextIndex++;
        // Mix is one-to-one: no two events of a seed start from the same state, so no two have the same id by construction.
        var random = new Xoshiro256(SplitMix64.Mix(_key + (ulong)index * SplitMix64.Gamma));
        var eventId = NextUuid(ref random);
        var eventTimeMs = NominalEventTimeMs(index) - (long)NextMoveBackMs(ref random);
        var userId = NextUser(ref random);
        var content = _contents.Next(ref random);
        var audience = _audiences.Next(ref random);
        return new ContentDownloadEvent
        {
            EventId = eventId,
            EventTimeMs = eventTimeMs,
            UserId = userId,
            Content = content,
            Download = NextDownload(ref random, content.SizeMb, audience, eventTimeMs),
            UserContext = audience.Context,
        };
    }

    /// <summary>A random UUID, version 4 of RFC 9562; two draws.</summary>
    private static string NextUuid(ref Xoshiro256 random)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, random.NextUInt64());
        BinaryPrimitives.WriteUInt64BigEndian(bytes[8..], random.NextUInt64());
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x40);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes, bigEndian: true).ToString("D");
    }

    /// <summary>How far event time lies before its nominal time; two draws.</summary>
    private ulong NextMoveBackMs(ref Xoshiro256 random)
    {
        var kind = random.NextDouble();
        if (kind < _options.OutOfOrderShare)
            return 1 + random.NextBelow(_maxOutOfOrderMs);
        // Late events are taken from the top of the range, so that the two shares are independent.
        var lateMs = _minLateMs + random.NextBelow(_lateRangeMs);
        return kind >= 1 - _options.LateShare ? lateMs : 0;
    }

    /// <summary>One user; one draw.</summary>
    private string NextUser(ref Xoshiro256 random)
        => string.Create(CultureInfo.InvariantCulture, $"user_{SplitMix64.Mix(random.NextBelow((ulong)_options.Users) + 1):x16}");

    /// <summary>The outcome of the download; five draws.</summary>
    private DownloadInfo NextDownload(ref Xoshiro256 random, int sizeMb, Audience audience, long eventTimeMs)
    {
        var outcome = random.NextDouble();
        // The product of two uniform numbers is skewed to low values, as measured speeds are.
        var speedPosition = random.NextDouble() * random.NextDouble();
        var error = GeneratorCatalog.Errors[_errors.Next(ref random)];

        var isSlow = outcome >= 1 - _options.SlowShare;
        var (min, max) = isSlow ? (MinSlowMbps, MaxSlowMbps) : (audience.MinSpeedMbps, audience.MaxSpeedMbps);
        var speed = (min + (max - min) * speedPosition) * _incidents.SpeedFactor(audience.RegionIndex, eventTimeMs);
        speed = Math.Max(0.01, Math.Floor(speed * 100) / 100);
        var durationSeconds = Math.Max(1, (int)Math.Min(int.MaxValue, sizeMb * MegabitsPerMebibyte / speed));

        if (outcome < _incidents.FailedShare(audience.RegionIndex, eventTimeMs))
        {
            // A failed attempt ends part of the way, and has no speed.
            var part = Math.Max(1, (int)(durationSeconds * (1 - speedPosition)));
            return new DownloadInfo("failed", part, 0, error.Code, error.Message);
        }
        return new DownloadInfo("success", durationSeconds, (float)speed, null, null);
    }
}
