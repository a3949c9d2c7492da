using Microsoft.AspNetCore.Builder;

namespace StreamPulse.Api.Parameters;

/// <summary>The query parameters of an endpoint, for its description.</summary>
internal sealed record ParameterMetadata(IReadOnlyList<QueryParameter> Parameters);

/// <summary>Attaches parameters to endpoints.</summary>
internal static class ParameterMetadataExtensions
{
    public static RouteHandlerBuilder WithParameters(this RouteHandlerBuilder builder, params QueryParameter[] parameters)
        => builder.WithMetadata(new ParameterMetadata(parameters));
}
