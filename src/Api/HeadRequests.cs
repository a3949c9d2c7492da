using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.AspNetCore.Routing;

namespace StreamPulse.Api;

/// <summary>
/// HEAD on every route that has GET, with the same status and headers and without a body (RFC 9110, 9.1 and 9.3.2). Monitors ask by HEAD.
/// The server leaves the body out.
/// </summary>
public static class HeadRequests
{
    /// <summary>Lets HEAD reach every GET endpoint of the builder, also those that are mapped later.</summary>
    public static TBuilder AnswerHead<TBuilder>(this TBuilder builder) where TBuilder : IEndpointConventionBuilder
    {
        builder.Finally(static endpoint =>
        {
            var methods = endpoint.Metadata.OfType<IHttpMethodMetadata>().LastOrDefault();
            if (methods is not null && methods.HttpMethods.Contains(HttpMethods.Get) && !methods.HttpMethods.Contains(HttpMethods.Head))
                endpoint.Metadata.Add(new HttpMethodMetadata([.. methods.HttpMethods, HttpMethods.Head], methods.AcceptCorsPreflight));
        });
        return builder;
    }

    /// <summary>Leaves HEAD out of the OpenAPI document, where it would repeat every GET.</summary>
    internal static void LeaveOut(OpenApiOptions options)
    {
        var isIncluded = options.ShouldInclude;
        options.ShouldInclude = description => description.HttpMethod != HttpMethods.Head && isIncluded(description);
    }
}
