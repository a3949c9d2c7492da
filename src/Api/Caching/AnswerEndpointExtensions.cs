using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using StreamPulse.Api.Csv;

namespace StreamPulse.Api.Caching;

/// <summary>Adds the response of an <see cref="AnswerResult"/> to an endpoint's OpenAPI description.</summary>
internal static class AnswerEndpointExtensions
{
    public static RouteHandlerBuilder Answers<T>(this RouteHandlerBuilder builder) where T : IAnswer
    {
        if (typeof(T).IsAssignableTo(typeof(IListAnswer)))
            builder.Produces<T>(StatusCodes.Status200OK, "application/json", CsvText.MediaType);
        else
            builder.Produces<T>();
        return builder.Produces(StatusCodes.Status304NotModified);
    }
}
