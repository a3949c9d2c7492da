namespace StreamPulse.Api.Problems;

/// <summary>Ends a request with a problem of a kind.</summary>
/// <param name="kind">What kind of problem.</param>
/// <param name="detail">What happened this time; goes to the caller.</param>
internal sealed class ProblemException(ProblemKind kind, string detail) : Exception(detail)
{
    public ProblemKind Kind { get; } = kind;
}
