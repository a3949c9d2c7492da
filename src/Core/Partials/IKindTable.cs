using StreamPulse.Core.Keys;

namespace StreamPulse.Core.Partials;

/// <summary>The keys of one kind in one window, whatever their rows are.</summary>
internal interface IKindTable
{
    /// <summary>The key's partials; new ones where the key is new.</summary>
    KeyPartials For(Utf8Key key);

    /// <summary>Notes that a partial of the key has changed: its row is out of date, and is due in a closed window.</summary>
    void Changed(KeyPartials key);
}
