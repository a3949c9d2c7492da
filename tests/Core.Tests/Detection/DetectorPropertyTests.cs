using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using StreamPulse.Core.Detection;

namespace StreamPulse.Core.Tests.Detection;

/// <summary>Random sequences of normal, failing, slow and empty windows, with gaps and repetitions.</summary>
public sealed class DetectorPropertyTests
{
    private static readonly JsonSerializerOptions[] JsonOptions = [new(), JsonSerializerOptions.Web];

    [Fact]
    public void Written_and_read_at_any_moment_the_state_has_the_same_future()
        => Check.One(Config.QuickThrowOnFailure.WithMaxTest(200), Prop.ForAll(Seeds, seed =>
        {
            var history = History(seed);
            var random = new Random(seed + 1);
            var straight = RegionDetectorState.Initial;
            var interrupted = RegionDetectorState.Initial;
            foreach (var observation in history)
            {
                if (random.Next(4) == 0)
                    interrupted = Reread(interrupted, JsonOptions[random.Next(2)]);
                (straight, var expected) = RegionDetector.Step(straight, "R", observation, DetectorOptions.Default);
                (interrupted, var actual) = RegionDetector.Step(interrupted, "R", observation, DetectorOptions.Default);
                if (!expected.SequenceEqual(actual))
                    return false;
            }

            return JsonSerializer.Serialize(straight) == JsonSerializer.Serialize(interrupted);
        }));

    [Fact]
    public void Every_incident_is_raised_once_updated_and_resolved_in_that_order_and_has_its_own_first_window()
        => Check.One(Config.QuickThrowOnFailure.WithMaxTest(200), Prop.ForAll(Seeds, seed =>
        {
            var state = RegionDetectorState.Initial;
            var open = new Dictionary<AlertType, Alert>();
            var known = new HashSet<(AlertType, long)>();
            foreach (var observation in History(seed))
            {
                (state, var changes) = RegionDetector.Step(state, "R", observation, DetectorOptions.Default);
                foreach (var change in changes)
                {
                    var before = open.GetValueOrDefault(change.Alert.Type);
                    var right = change switch
                    {
                        AlertChange.Raised raised => before is null && known.Add((raised.Alert.Type, raised.Alert.FirstWindowStartMs)),
                        _ => before is not null && before.FirstWindowStartMs == change.Alert.FirstWindowStartMs
                            && change.Alert.Severity >= before.Severity && change.Alert.LastWindowStartMs >= before.LastWindowStartMs,
                    };
                    if (!right)
                        return false;
                    open[change.Alert.Type] = change.Alert;
                    if (change is AlertChange.Resolved)
                        open.Remove(change.Alert.Type);
                }

                if (!state.Incidents.Select(incident => incident.Type).SequenceEqual(open.Keys.Order()))
                    return false;
            }

            return true;
        }));

    [Fact]
    public void Repeating_any_window_of_the_past_changes_nothing()
        => Check.QuickThrowOnFailure(Prop.ForAll(Seeds, seed =>
        {
            var state = RegionDetectorState.Initial;
            var random = new Random(seed + 2);
            var past = new List<RegionObservation>();
            foreach (var observation in History(seed))
            {
                (state, _) = RegionDetector.Step(state, "R", observation, DetectorOptions.Default);
                past.Add(observation);
                var (same, changes) = RegionDetector.Step(state, "R", past[random.Next(past.Count)], DetectorOptions.Default);
                if (!ReferenceEquals(same, state) || changes.Count > 0)
                    return false;
            }

            return true;
        }));

    /// <summary>Checks that the generator produces the cases that the properties are about.</summary>
    [Fact]
    public void The_histories_raise_update_and_resolve_every_rule()
    {
        var seen = new HashSet<(AlertType, Type)>();
        for (var seed = 0; seed < 20; seed++)
        {
            var state = RegionDetectorState.Initial;
            foreach (var observation in History(seed))
            {
                (state, var changes) = RegionDetector.Step(state, "R", observation, DetectorOptions.Default);
                seen.UnionWith(changes.Select(change => (change.Alert.Type, change.GetType())));
            }
        }

        Assert.Equal(Enum.GetValues<AlertType>().Length * 3, seen.Count);
    }

    private static Arbitrary<int> Seeds => Gen.Choose(0, 1 << 20).ToArbitrary();

    private static RegionDetectorState Reread(RegionDetectorState state, JsonSerializerOptions options)
        => JsonSerializer.Deserialize<RegionDetectorState>(JsonSerializer.Serialize(state, options), options)!;

    private static List<RegionObservation> History(int seed)
    {
        var random = new Random(seed);
        var history = new List<RegionObservation>();
        var start = DetectorRun.Start;
        while (history.Count < 200)
        {
            var mood = random.Next(6);
            for (var left = random.Next(1, 15); left > 0; left--)
            {
                var total = mood switch { 0 => 0, 1 => random.Next(0, 8), _ => random.Next(60, 140) };
                var ok = mood == 2 ? total * random.Next(60, 95) / 100 : total;
                var speeds = random.Next(0, ok + 1);
                double? speed = speeds == 0 ? null : (mood == 3 ? 5 : 50) * (0.8 + (0.4 * random.NextDouble()));
                history.Add(new(start, start + DetectorRun.Minute, total, ok, speed, speeds, random.Next(10) > 0));
                start += DetectorRun.Minute;
            }

            if (mood == 4)
                start += random.Next(1, 80) * DetectorRun.Minute;
        }

        return history;
    }
}
