namespace StreamPulse.Fuzz.Engine;

/// <summary>Outcome of an input that broke no property.</summary>
/// <param name="Word">Counted in the report: <c>accepted</c>, or why not.</param>
/// <param name="Detail">
/// Further detail of the behaviour, such as an error's text, in which numbers do not count. An input with a new pair of word and detail is
/// added to the corpus.
/// </param>
internal readonly record struct FuzzOutcome(string Word, string Detail = "");
