using StreamPulse.Core.Accumulators;
using StreamPulse.Core.Keys;

namespace StreamPulse.Core.Partials;

/// <summary>The keys of one kind in one window, whatever their rows are.</summary>
internal interface IKindTable
{
    /// <summary>Number of keys.</summary>
    int Count { get; }

    /// <summary>Keys whose rows, in an open window, would have to be made.</summary>
    int StaleCount { get; }

    /// <summary>Whether rows are due.</summary>
    bool HasDue { get; }

    /// <summary>The key's partials; new ones where the key is new.</summary>
    KeyPartials For(Utf8Key key);

    /// <summary>Notes that a partial of the key has changed: its row is out of date, and is due in a closed window.</summary>
    void Changed(KeyPartials key);

    /// <summary>Notes that the window closes: all rows are due.</summary>
    void Close();

    /// <summary>Makes rows of an open window that are not there or not right any more, at most so many.</summary>
    void Prepare(int most);

    /// <summary>Everything that one partition has contributed.</summary>
    IEnumerable<DownloadAccumulator> PartialsOf(int partition);
}
