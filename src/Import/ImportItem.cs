using StreamPulse.Core.Events;

namespace StreamPulse.Import;

/// <summary>One line or record: either an event or a reject.</summary>
/// <param name="Number">Number of the line or record, from 1.</param>
/// <param name="After">The place behind it; once it is safe, reading can go on from there.</param>
public readonly record struct ImportItem(ContentDownloadEvent? Event, ImportReject? Reject, long Number, ImportPosition After);
