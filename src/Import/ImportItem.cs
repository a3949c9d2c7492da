using StreamPulse.Core.Events;

namespace StreamPulse.Import;

/// <summary>One line or record: either an event or a reject.</summary>
/// <param name="Number">Number of the line or record, from 1.</param>
/// <param name="After">The position after it; once the item is stored, reading can resume there.</param>
public readonly record struct ImportItem(ContentDownloadEvent? Event, ImportReject? Reject, long Number, ImportPosition After);
