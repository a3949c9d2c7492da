using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace StreamPulse.Api.Problems;

/// <summary>Tells an endpoint's description which problems it can answer with.</summary>
internal static class ProblemEndpointExtensions
{
    public static TBuilder ProducesApiProblem<TBuilder>(this TBuilder builder, int statusCode) where TBuilder : IEndpointConventionBuilder
        => builder.WithMetadata(new ProducesResponseTypeMetadata(statusCode, typeof(Problem), [Problem.MediaType]));
}
