namespace StreamPulse.Fuzz.Engine;

/// <summary>What became of an input that broke no property.</summary>
/// <param name="Word">Counted in the report: <c>accepted</c>, or why not.</param>
/// <param name="Detail">
/// What else tells this behaviour from others, such as an error's text. Numbers in it do not count. An input with a word and
/// detail that no earlier one had joins the corpus.
/// </param>
internal readonly record struct FuzzOutcome(string Word, string Detail = "");
