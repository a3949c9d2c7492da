using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace StreamPulse.Api.Problems;

/// <summary>Adds the problems that an endpoint can return to its OpenAPI description.</summary>
internal static class ProblemEndpointExtensions
{
    public static TBuilder ProducesApiProblem<TBuilder>(this TBuilder builder, int statusCode) where TBuilder : IEndpointConventionBuilder
        => builder.WithMetadata(new ProducesResponseTypeMetadata(statusCode, typeof(Problem), [Problem.MediaType]));
}
