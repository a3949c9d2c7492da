namespace StreamPulse.Api.Problems;

/// <summary>Ends a request with problem details.</summary>
/// <param name="kind">Kind of problem.</param>
/// <param name="detail">What happened in this request; returned to the caller.</param>
internal sealed class ProblemException(ProblemKind kind, string detail) : Exception(detail)
{
    public ProblemKind Kind { get; } = kind;
}
